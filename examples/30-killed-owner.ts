/**
 * Beyond Python: threads that are killed inside a lock, and circles of any length.
 *
 * In Python a thread cannot be killed, and a process that is killed inside a lock leaves the lock taken: whoever
 * wants it next waits for ever. In Weft the lock of a dead owner is *abandoned*. Everyone who waits for it, or comes
 * later, gets an `OwnerDiedError`, because what the lock protects may be half done. Somebody looks after that and
 * calls `recover()`, and everything goes on.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import {
  AtomicInt32,
  attach,
  DeadlockError,
  Event,
  Latch,
  Lock,
  OwnerDiedError,
  setThreadName,
  share,
} from '@weft/atomics';

/** Two accounts with 100 in all. A transfer takes from one and adds to the other. */
interface Bank {
  readonly lock: Lock;
  readonly hers: AtomicInt32;
  readonly his: AtomicInt32;
}

/** What a thread is started with. */
type Role =
  | { readonly is: 'clerk'; readonly bank: Bank; readonly halfDone: Event }
  | { readonly is: 'auditor'; readonly bank: Bank }
  | {
      readonly is: 'guest';
      readonly name: string;
      readonly forks: readonly [Lock, Lock];
      readonly seated: Latch;
    };

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

const start = (role: Role) => new Worker(new URL(import.meta.url), { workerData: share(role) });

const books = ({ hers, his }: Bank) => `${hers.load()} + ${his.load()} in the books`;

/** Transfers 30, but never gets to the second half. */
function transfer(bank: Bank, halfDone: Event): void {
  using _held = bank.lock.acquireSync();
  bank.hers.sub(30);
  print(`clerk: holds the lock, ${books(bank)}`);
  halfDone.set();
  new Event().waitSync(); // for ever: nobody sets it
}

function audit(bank: Bank): void {
  try {
    using _held = bank.lock.acquireSync();
    print(`auditor: ${books(bank)}`);
  } catch (error) {
    if (!(error instanceof OwnerDiedError)) throw error;
    print(`auditor: ${error.name}, ${books(bank)}`);
    using _held = bank.lock.recover();
    bank.hers.store(100 - bank.his.load());
    print(`auditor: recovered, ${books(bank)}`);
  }
}

/** Each guest takes the fork on the left, then wants the one on the right, all around the table. */
function dine(name: string, [left, right]: readonly [Lock, Lock], seated: Latch): void {
  setThreadName(name);
  using _left = left.acquireSync();
  seated.countDown();
  seated.waitSync();
  try {
    using _right = right.acquireSync();
    print(`${name} eats`);
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    print(`${name} gets a DeadlockError:`);
    for (const { thread, holds, wants } of error.cycle)
      print(`  ${thread} holds ${holds} and wants ${wants}`);
  }
}

async function killOwner(): Promise<void> {
  const bank = { lock: new Lock({ name: 'bank' }), hers: new AtomicInt32(60), his: new AtomicInt32(40) };
  const halfDone = new Event();
  const clerk = start({ is: 'clerk', bank, halfDone });
  await halfDone.wait();
  const auditor = start({ is: 'auditor', bank });
  const audited = once(auditor, 'exit');
  while (bank.lock.describe().waiters !== true) await pause(1);
  print('main: the auditor waits for the lock, and the clerk is killed');
  await clerk.terminate();
  await audited;
  using _held = await bank.lock.acquire();
  print(`main: holds the lock, ${books(bank)}`);
}

async function closeCircle(): Promise<void> {
  const [one, two, three] = [1, 2, 3].map((number) => new Lock({ name: `fork ${number}` })) as [
    Lock,
    Lock,
    Lock,
  ];
  const seated = new Latch(3);
  const guests = [
    start({ is: 'guest', name: 'Anna', forks: [one, two], seated }),
    start({ is: 'guest', name: 'Ben', forks: [two, three], seated }),
    start({ is: 'guest', name: 'Cleo', forks: [three, one], seated }),
  ];
  await Promise.all(guests.map((guest) => once(guest, 'exit')));
}

if (isMainThread) {
  await killOwner();
  await closeCircle();
} else {
  const role = attach<Role>(workerData);
  if (role.is === 'clerk') transfer(role.bank, role.halfDone);
  else if (role.is === 'auditor') audit(role.bank);
  else dine(role.name, role.forks, role.seated);
}
