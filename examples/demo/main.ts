/**
 * The main demo: indexes a folder on one thread, then on several, and compares the two answers.
 *
 * The threads meet in shared memory: they take files from a queue, which the main thread keeps filled but never
 * overfills, add up what they find in atomic cells, and look at an event to know when to stop. What a thread has
 * found out about single files and words travels as one message at its end.
 */
import { Region } from '@weft/atomics';
import { type Answer, differences, digestOf } from './answer.js';
import { boardBytes, makeBoard } from './board.js';
import { parseCommandLine, type Request, USAGE, UsageError } from './command-line.js';
import { exitCodeOf, Interruption, Stopped } from './interrupt.js';
import { showProgress } from './progress.js';
import { indexOnOneThread, readOnce } from './reference.js';
import { firstOf, omissions, speedTable, type Timed, typeTable } from './report.js';
import { indexOnThreads } from './threads.js';
import { type SourceTree, walk } from './walk.js';

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

async function run({ folder, threads }: Request, tree: SourceTree): Promise<number> {
  console.log(`Weft indexes ${tree.files.length.toLocaleString('en')} files in ${folder}`);
  using region = Region.create({ bytes: boardBytes(tree.types), maxParticipants: threads + 1 });
  const board = makeBoard(region, tree.types);
  using interruption = new Interruption(board.stop);
  try {
    await readOnce(tree, board.stop, showProgress);
    const reference = await timed(() => indexOnOneThread(tree, board.stop, showProgress));
    const threaded = await timed(() => indexOnThreads(tree, threads, board, showProgress));
    console.log(typeTable(tree, threaded.answer));
    console.log(speedTable(reference, threaded, threads));
    for (const line of omissions(tree, threaded.answer)) console.log(line);
    return compare(tree, reference.answer, threaded.answer);
  } catch (error) {
    if (!(error instanceof Stopped && interruption.signal !== undefined)) throw error;
    console.error(`Stopped by ${interruption.signal}. All threads have ended.`);
    return exitCodeOf(interruption.signal);
  }
}

async function timed(work: () => Promise<Answer>): Promise<Timed> {
  const start = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - start };
}

function compare(tree: SourceTree, reference: Answer, threaded: Answer): number {
  const [expected, actual] = [digestOf(tree, reference), digestOf(tree, threaded)];
  if (expected === actual) {
    console.log(`The two answers are identical (SHA-256 ${actual}).`);
    return EXIT.IDENTICAL;
  }
  console.log(`The two answers are different (SHA-256 ${expected}, then ${actual}):`);
  for (const line of firstOf(differences(tree, reference, threaded))) console.log(line);
  console.log('If something was writing to the folder meanwhile, run the demo again.');
  return EXIT.DIFFERENT;
}

// Whoever reads the output may close it early (`npm start | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await main(process.argv.slice(2));
