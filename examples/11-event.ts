/**
 * Lesson 11: the event. Threads wait for something to happen; one `set` releases them all.
 *
 *     green = threading.Event()
 *     green.wait()                # until somebody calls green.set()
 *     green.wait(timeout=0.05)    # no longer than that: False if it did not happen
 *     green.clear()               # whoever comes now waits for the next set
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, Event, Latch, share } from '@weft/atomics';

interface Driver {
  readonly name: string;
  /** In milliseconds; `undefined` is for ever. */
  readonly patience: number | undefined;
  readonly green: Event;
  readonly arrived: Latch;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

function drive({ name, patience, green, arrived }: Driver): void {
  print(`${name} stops at the light`);
  arrived.countDown();
  const isGreen = green.waitSync({ timeout: patience });
  print(isGreen ? `${name} goes on at green` : `${name} has waited for ${patience} ms and turns round`);
}

if (isMainThread) {
  const green = new Event();
  const arrived = new Latch(6);
  const start = (name: string, patience?: number) => {
    const driver: Driver = { name, patience, green, arrived };
    return once(new Worker(new URL(import.meta.url), { workerData: share(driver) }), 'exit');
  };
  const cars = [1, 2, 3, 4, 5].map((number) => start(`car ${number}`));
  await start('the taxi', 50);
  await arrived.wait(); // the main thread waits without blocking: its event loop stays free
  print(`The light is ${green.isSet() ? 'green' : 'red'}.`);
  green.set();
  await Promise.all(cars);
  print(`The light is ${green.isSet() ? 'green' : 'red'}.`);
  green.clear();
  print(`The light is ${green.isSet() ? 'green' : 'red'}.`);
} else {
  drive(attach<Driver>(workerData));
}
