import { MICROSECONDS, nanosecondsEach, repeat, type Scenario } from '@weft/bench';
import { ProcessRegion } from '@weft/native-shm';

const BATCH = 16;
const EXISTING = 'open and close a region that exists';
const NAME = `bench-${process.pid}`;

function microseconds(batch: () => void): number {
  return nanosecondsEach([repeat(BATCH, batch)]) / 1e3;
}

/** What it costs to have a region. */
export const openClose: Scenario = {
  name: 'open-close',
  title: 'Open and close a region',
  about: 'Opening maps the memory and joins its participants, closing leaves them.',
  unit: MICROSECONDS,
  contenders: [
    {
      name: EXISTING,
      role: 'subject',
      start() {
        ProcessRegion.open(NAME, { bytes: 4096 }).close();
        return {
          round: () =>
            microseconds(() => {
              for (let i = 0; i < BATCH; i += 1) ProcessRegion.open(NAME).close();
            }),
          stop: () => void ProcessRegion.remove(NAME),
        };
      },
    },
    {
      name: 'make, unlink and close one',
      role: 'subject',
      start: () => ({
        round: () =>
          microseconds(() => {
            for (let i = 0; i < BATCH; i += 1) {
              using region = ProcessRegion.open(`${NAME}-new`, { bytes: 4096 });
              region.unlink();
            }
          }),
      }),
    },
    {
      name: 'make and close an anonymous one',
      role: 'subject',
      start: () => ({
        round: () =>
          microseconds(() => {
            for (let i = 0; i < BATCH; i += 1) ProcessRegion.anonymous({ bytes: 4096 }).close();
          }),
      }),
    },
  ],
  targets: [{ of: EXISTING, atMost: 100 }],
};
