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
  'test-results',
  'node_modules',
]);

/** Every file of the repository that somebody has written. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return OTHERS.has(entry.name) ? [] : filesUnder(join(folder, entry.name));
    return entry.isFile() && !entry.name.endsWith('.node') ? [join(folder, entry.name)] : [];
  });
}

/** Hashing once is over before it can be measured. */
const TIMES = 40;

const hash: (file: string) => string = task(import.meta.url, (file: string): string => {
  const bytes = readFileSync(file);
  let digest = '';
  for (let i = 0; i < TIMES; i += 1) digest = createHash('sha256').update(digest).update(bytes).digest('hex');
  return digest;
});

/** What there is to hash, and the digest of all hashes. */
interface Work {
  readonly files: readonly string[];
  readonly expected: string;
}

let work: Work | undefined;

/** Found out when it is first asked for: workers import this module too, for the function alone. */
function allWork(): Work {
  if (work === undefined) {
    const files = filesUnder(ROOT).sort();
    work = { files, expected: digestOf(files.map((file) => hash(file))) };
  }
  return work;
}

function digestOf(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join()).digest('hex');
}

function pass({ expected }: Work, run: () => Promise<string[]> | string[]): () => Promise<number> {
  return async () => {
    const began = performance.now();
    const hashes = await run();
    const took = performance.now() - began;
    expectResult('the digest of all hashes', digestOf(hashes), expected);
    return took;
  };
}

function pooled(kind: 'thread' | 'process'): Contender {
  return {
    name: kind === 'thread' ? 'Weft Pool of threads' : 'Weft Pool of processes',
    role: 'subject',
    async start() {
      const work = allWork();
      const { files } = work;
      const pool = new Pool(WORKERS, { kind });
      await pool.map(hash, files.slice(0, WORKERS), { chunksize: 1 });
      return { round: pass(work, () => pool.map(hash, files)), stop: () => pool.terminate() };
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
      start() {
        const work = allWork();
        return { round: pass(work, () => work.files.map((file) => hash(file))) };
      },
    },
  ],
  targets: [{ of: 'Weft Pool of threads', against: 'one thread', atMost: 1 / 1.8 }],
};
