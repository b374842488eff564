/** proper-lockfile: a lock that is a folder beside a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contender, nanosecondsEach, repeat } from '@weft/bench';
import lockfile from 'proper-lockfile';

const BATCH = 16;

export function properLockfile(name: string): Contender {
  return {
    name,
    role: 'peer',
    start() {
      const folder = mkdtempSync(join(tmpdir(), 'weft-bench-'));
      const file = join(folder, 'file');
      writeFileSync(file, '');
      return {
        round: () =>
          nanosecondsEach([
            repeat(BATCH, () => {
              for (let i = 0; i < BATCH; i += 1) lockfile.lockSync(file)();
            }),
          ]),
        stop: () => rmSync(folder, { recursive: true }),
      };
    },
  };
}
