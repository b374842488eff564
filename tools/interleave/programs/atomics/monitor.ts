/** The monitor: the short sections inside the primitives, and what is left of them when a thread dies in one. */
import { ThreadMemory } from '@weft/atomics';
import {
  formatRegion,
  Membership,
  Monitor,
  ParticipantTable,
  REGION,
  readHeader,
  regionWords,
} from '@weft/atomics/kit';
import { expect, program } from '@weft/interleave/program';
import { addOne, plainWords } from '../words.js';
import { monitorsPark } from './constants.js';

const PARTICIPANTS = 4;

const BEGUN = 0;
const ENDED = 1;
const REPAIRED = 2;

interface Shared {
  readonly buffer: SharedArrayBuffer;
  readonly sections: Int32Array;
}

interface Local {
  readonly monitor: Monitor;
  readonly sections: Int32Array;
}

function setup(): Shared {
  const memory = new ThreadMemory(regionWords(PARTICIPANTS, 0) * Int32Array.BYTES_PER_ELEMENT);
  formatRegion(memory.words, PARTICIPANTS);
  return { buffer: memory.buffer, sections: plainWords(3) };
}

function attach({ buffer, sections }: Shared): Local {
  const memory = new ThreadMemory(buffer);
  const { participants, capacity } = readHeader(memory.words);
  const members = new Membership(new ParticipantTable(memory.words, participants, capacity));
  const repair = () => {
    sections[BEGUN] = sections[ENDED] as number;
    addOne(sections, REPAIRED);
  };
  return { monitor: new Monitor(memory, members, REGION.MONITOR, repair), sections };
}

function section({ monitor, sections }: Local): void {
  monitor.run(() => {
    expect(sections[BEGUN] === sections[ENDED], 'nobody else is in, and what the dead began was repaired');
    addOne(sections, BEGUN);
    addOne(sections, ENDED);
  });
}

function twoSections(local: Local): void {
  section(local);
  section(local);
}

export const exclusion = program({
  name: 'monitor/exclusion',
  about: 'Two threads are never in a section at once, and both get on.',
  setup,
  attach,
  threads: [twoSections, twoSections],
  check: ({ sections }) => expect(sections[ENDED] === 4, `four sections, not ${sections[ENDED]}`),
  exploration: { constants: monitorsPark },
});

export const exclusionOfThree = program({
  name: 'monitor/exclusion-of-three',
  about: 'The same with three threads.',
  setup,
  attach,
  threads: [section, section, section],
  check: ({ sections }) => expect(sections[ENDED] === 3, `three sections, not ${sections[ENDED]}`),
  exploration: { constants: monitorsPark },
});

export const diesInside = program({
  name: 'monitor/dies-inside',
  about:
    'Who comes after a thread that was killed inside repairs what it left, once, before anybody else looks.',
  setup,
  attach,
  threads: [section, section, section],
  check: ({ sections }, { killed }) =>
    expect((sections[REPAIRED] as number) <= killed.filter(Boolean).length, 'one repair for one death'),
  exploration: { kills: { threads: [0] }, constants: monitorsPark, preemptions: 3 },
});
