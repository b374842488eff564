/** Histories of concurrent clients, some of which are killed, checked on any backend. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Process } from '@weft/threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { onStage, type Setting } from '../conformance/stage.js';
import { untilAsync } from '../conformance/waits.js';
import { isLinearizable, type Model, type Operation } from './check.js';
import { type Call, entryModel, listModel, lockModel, queueModelOf, type Result } from './models.js';
import { historyIn } from './record.js';
import type { ActorName } from './targets.js';

type History = readonly Operation<Call, Result>[];

const CLIENTS = 4;
const CALLS = 60;

export function linearizabilitySuite(setting: Setting): void {
  describe(`histories, ${setting.title}`, () => {
    const stage = onStage(setting);
    let folder = '';
    let histories = 0;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'weft-histories-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** Lets clients work on an object in processes of their own, and kills some of them in the middle. */
    async function record(actor: ActorName, object: unknown, seed: number, kills: number): Promise<History> {
      const random = new Random(seed);
      histories += 1;
      const paths = Array.from({ length: CLIENTS }, (_, i) => join(folder, `${histories}-${i}`));
      const children = paths.map((path, i) => {
        const target = { module: new URL('./targets.js', import.meta.url), name: 'actAs' };
        return new Process({ target, args: [actor, object, path, seed + i, CALLS, i < kills] }).start();
      });
      for (const [i, child] of children.slice(0, kills).entries()) {
        const atLeast = 5 + random.below(30);
        await untilAsync(async () => recorded(paths[i] as string) >= atLeast, 'it has made some calls');
        child.kill();
      }
      for (const [i, child] of children.entries()) {
        const ended = child.result.catch((error) => {
          if (i >= kills) throw error;
        });
        await child.join();
        await ended;
      }
      return paths.flatMap(historyIn);
    }

    function check<S>(model: Model<S, Call, Result>, history: History): void {
      expect(isLinearizable(model, history)).toBe(true);
    }

    for (const kills of [0, 2]) {
      const title = kills === 0 ? '' : ', two of whom are killed,';
      const rounds = scaled(2);

      it(`of clients of a list${title} can be explained`, async () => {
        const seed = runSeed(`list, ${kills} kills`);
        for (let round = 0; round < rounds; round += 1) {
          check(
            listModel,
            await record('onList', await stage.here.list<number>(), seed + round * 100, kills),
          );
        }
      });

      it(`of clients of a dict${title} can be explained`, async () => {
        const seed = runSeed(`dict, ${kills} kills`);
        for (let round = 0; round < rounds; round += 1) {
          const history = await record('onDict', await stage.here.dict(), seed + round * 100, kills);
          for (const key of new Set(history.map(({ call }) => call[1]))) {
            check(
              entryModel,
              history.filter(({ call }) => call[1] === key),
            );
          }
        }
      });

      it(`of clients of a queue${title} can be explained`, async () => {
        const seed = runSeed(`queue, ${kills} kills`);
        for (let round = 0; round < rounds; round += 1) {
          const history = await record('onQueue', await stage.here.queue(), seed + round * 100, kills);
          check(queueModelOf(history), history);
        }
      });

      it(`of clients of a lock${title} can be explained`, async () => {
        const seed = runSeed(`lock, ${kills} kills`);
        for (let round = 0; round < rounds; round += 1) {
          const history = await record('onLock', await stage.here.lock(), seed + round * 100, kills);
          check(lockModel, [...history, ...deathsIn(history)]);
        }
      });
    }
  });
}

function recorded(path: string): number {
  try {
    return historyIn(path).length;
  } catch {
    return 0;
  }
}

/**
 * Every client ends some time, and may hold the lock then. When that was, nobody knows but that it was after its last call had
 * begun.
 */
function deathsIn(history: History): Operation<Call, Result>[] {
  const last = new Map<string, number>();
  for (const { call, begin, end } of history) {
    const who = String(call[1]);
    last.set(who, Math.max(last.get(who) ?? 0, end === Number.POSITIVE_INFINITY ? begin : end));
  }
  return Array.from(last, ([who, begin]) => ({
    call: ['die', who],
    result: undefined,
    begin,
    end: Number.POSITIVE_INFINITY,
  }));
}
