/**
 * The main demo: indexes a folder on one thread, then on threads and processes together, and compares the two answers.
 *
 * The workers meet in shared memory: they take files from one queue, which the main thread keeps filled but never
 * overfills, add up what they find in atomic cells, and look at an event to know when to stop. What they have found out
 * about single files and words meets in the list of a manager, wherever that keeps it.
 */
import { Manager } from '@weft/manager';
import { type Answer, differences, digestOf } from './answer.js';
import { makeBoard } from './board.js';
import { parseCommandLine, type Request, USAGE, UsageError } from './command-line.js';
import { commonMemory } from './common-memory.js';
import type { Finding } from './index-files.js';
import { exitCodeOf, Interruption } from './interrupt.js';
import { showProgress } from './progress.js';
import { indexOnOneThread, readOnce } from './reference.js';
import { firstOf, omissions, speedTable, type Timed, typeTable } from './report.js';
import { type SourceTree, walk } from './walk.js';
import { indexTogether } from './workers.js';

const EXIT = { IDENTICAL: 0, DIFFERENT: 1, USAGE: 2 } as const;

async function main(args: readonly string[]): Promise<number> {
  try {
    const request = parseCommandLine(args);
    if (request !== undefined) return await run(request, walk(request.folder));
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nWith --help the demo tells what it takes.`);
    return EXIT.USAGE;
  }
}

async function run({ folder, crew: wanted, backend }: Request, tree: SourceTree): Promise<number> {
  await using manager = await openManager(backend);
  console.log(`Weft indexes ${tree.files.length.toLocaleString('en')} files in ${folder}`);
  const { region, crew, problem } = commonMemory(tree.types, wanted);
  using _region = region;
  if (problem !== undefined) console.log(problem);
  const board = makeBoard(region, tree.types);
  using interruption = new Interruption(board.stop);
  try {
    const findings = await manager.list<Finding>();
    await readOnce(tree, board.stop, showProgress);
    const reference = await timed(() => indexOnOneThread(tree, board.stop, showProgress));
    const together = await timed(() => indexTogether(tree, crew, board, findings, showProgress));
    console.log(typeTable(tree, together.answer));
    console.log(speedTable(reference, together, crew));
    for (const line of omissions(tree, together.answer)) console.log(line);
    return compare(tree, reference.answer, together.answer);
  } catch (error) {
    // A terminal's Ctrl-C reaches processes too: that one of them ends is no surprise then.
    if (interruption.signal === undefined) throw error;
    console.error(`Stopped by ${interruption.signal}. All threads and processes have ended.`);
    return exitCodeOf(interruption.signal);
  }
}

/** @throws UsageError if there is no such backend, or nobody answers */
async function openManager(backend: string | undefined): Promise<Manager> {
  if (backend === undefined) return Manager.start();
  try {
    return await Manager.connect(backend);
  } catch (error) {
    throw new UsageError(`The backend ${backend} cannot be used: ${(error as Error).message}`);
  }
}

async function timed<A extends Answer>(work: () => Promise<A>): Promise<Timed<A>> {
  const start = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - start };
}

function compare(tree: SourceTree, reference: Answer, together: Answer): number {
  const [expected, actual] = [digestOf(tree, reference), digestOf(tree, together)];
  if (expected === actual) {
    console.log(`The two answers are identical (SHA-256 ${actual}).`);
    return EXIT.IDENTICAL;
  }
  console.log(`The two answers are different (SHA-256 ${expected}, then ${actual}):`);
  for (const line of firstOf(differences(tree, reference, together))) console.log(line);
  console.log('If something was writing to the folder meanwhile, run the demo again.');
  return EXIT.DIFFERENT;
}

// Whoever reads the output may close it early (`npm start | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await main(process.argv.slice(2));
