/** To be bundled, with all that it imports. */
import { readFileSync } from 'node:fs';
import { Event, Lock } from '@weft/atomics';
import { Queue } from '@weft/shared-queue';
import { isMainProgram, Process, Thread } from '@weft/threads';

class Sub extends Thread<unknown> {
  readonly lock: Lock;

  constructor(lock: Lock) {
    super();
    this.lock = lock;
  }

  override run(): unknown {
    return this.lock.locked();
  }
}

async function main(): Promise<void> {
  const queue = new Queue<string>();
  const event = new Event();
  const attaches = (deep: { queue: Queue<string>; event: Event }) => {
    deep.queue.putSync('through the queue');
    deep.event.set();
    return deep.event;
  };
  const thread = new Thread({ target: attaches, args: [{ queue, event }] }).start();
  const closed = (): number => answers.length;
  const answers: unknown[] = [
    (await thread.result) instanceof Event,
    await queue.get(),
    event.isSet(),
    await new Process({ target: (x: number) => x + 1, args: [1] }).start().result,
    await new Sub(new Lock()).start().result,
    readFileSync(process.argv[1] as string).length > 10_000,
  ];
  try {
    new Thread({ target: closed }).start();
  } catch (error) {
    answers.push((error as { code: string }).code);
  }
  console.log(JSON.stringify(answers));
}

if (isMainProgram()) void main();
