import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contender, expectResult, type Scenario } from '@weft/bench';
import { Pool, task } from '@weft/threads';
import { WORKERS } from './contenders/pools.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const OTHERS = new Set([
  '.git',
  '.nx',
  '.cache',
  'target',
  'dist',
  'dist-test',
  'dist-bench',
  'node_modules',
]);

/** Every file of the repository that somebody has written. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return OTHERS.has(entry.name) ? [] : filesUnder(join(folder, entry.name));
    return entry.isFile() ? [join(folder, entry.name)] : [];
  });
}

/** Hashing once is over before it can be measured. */
const TIMES = 20;

const hash: (file: string) => string = task(import.meta.url, (file: string): string => {
  const bytes = readFileSync(file);
  let digest = '';
  for (let i = 0; i < TIMES; i += 1) digest = createHash('sha256').update(digest).update(bytes).digest('hex');
  return digest;
});

const FILES = filesUnder(ROOT).sort();
const EXPECTED = digestOf(FILES.map((file) => hash(file)));

function digestOf(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join()).digest('hex');
}

function pass(run: () => Promise<string[]> | string[]): () => Promise<number> {
  return async () => {
    const began = performance.now();
    const hashes = await run();
    const took = performance.now() - began;
    expectResult('the digest of all hashes', digestOf(hashes), EXPECTED);
    return took;
  };
}

function pooled(kind: 'thread' | 'process'): Contender {
  return {
    name: kind === 'thread' ? 'Weft Pool of threads' : 'Weft Pool of processes',
    role: 'subject',
    async start() {
      const pool = new Pool(WORKERS, { kind });
      await pool.map(hash, FILES.slice(0, WORKERS), { chunksize: 1 });
      // Files differ much in size: with large chunks one worker would sit idle at the end.
      const options = { chunksize: 4 };
      return { round: pass(() => pool.map(hash, FILES, options)), stop: () => pool.terminate() };
    },
  };
}

export const parallelMap: Scenario = {
  name: 'parallel-map',
  title: 'Hashing the files of this repository with two workers',
  about: `Each file is read and hashed ${TIMES} times; the digest of all hashes must be the same.`,
  unit: { name: 'ms', better: 'lower' },
  contenders: [
    pooled('thread'),
    pooled('process'),
    {
      name: 'one thread',
      role: 'bare',
      start: () => ({ round: pass(() => FILES.map((file) => hash(file))) }),
    },
  ],
  targets: [{ of: 'Weft Pool of threads', against: 'one thread', atMost: 1 / 1.8 }],
};
