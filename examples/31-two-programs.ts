/**
 * Beyond Python: two programs that know nothing of each other but a name, and one is killed inside the lock.
 *
 * Run `node 31-two-programs.js clerk` and `node 31-two-programs.js auditor` in two terminals and press Ctrl-\ in the
 * first; or run it without a word and it does all that by itself. Neither program is the other's child, and nothing
 * passes between them but the memory that both open by its name.
 *
 * In Python a `multiprocessing.Lock` reaches children only, and whoever waits for a lock whose holder was killed waits
 * for ever. Here the auditor is told within a blink, puts the books in order, and goes on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AtomicInt32, Event, Lock, OwnerDiedError, setThreadName } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';

const NAME = 'example-bank';

const print = (line: string) => writeSync(1, `${line}\n`);

/** Whichever program is first makes the region; all say the same, and find the same. */
function openBank() {
  const region = ProcessRegion.open(NAME, { bytes: 4096 });
  return {
    region,
    lock: new Lock({ in: region, name: 'lock' }),
    hers: new AtomicInt32(60, { in: region, name: 'hers' }),
    his: new AtomicInt32(40, { in: region, name: 'his' }),
    halfDone: new Event({ in: region, name: 'half done' }),
  };
}

/** Transfers 30, but never gets to the second half. */
function clerk(): void {
  setThreadName('clerk');
  const { lock, hers, his, halfDone } = openBank();
  using _held = lock.acquireSync();
  hers.sub(30);
  print(`clerk: holds the lock, ${hers.load()} + ${his.load()} in the books`);
  halfDone.set();
  new Event().waitSync(); // for ever: nobody sets it
}

async function auditor(): Promise<void> {
  setThreadName('auditor');
  const { region, lock, hers, his, halfDone } = openBank();
  await halfDone.wait();
  print('auditor: waits for the lock');
  try {
    using _held = await lock.acquire();
  } catch (error) {
    if (!(error instanceof OwnerDiedError)) throw error;
    print(`auditor: ${error.name}, ${hers.load()} + ${his.load()} in the books`);
    using _held = lock.recover();
    hers.store(100 - his.load());
    print(`auditor: recovered, ${hers.load()} + ${his.load()} in the books`);
  }
  region.unlink();
  region.close();
}

/** Starts both, as a shell would, and kills the clerk as soon as the auditor waits. */
async function both(): Promise<void> {
  const start = (role: string) =>
    spawn(process.execPath, [fileURLToPath(import.meta.url), role], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [one, two] = [start('clerk'), start('auditor')];
  one.stdout.on('data', (lines) => writeSync(1, lines));
  two.stdout.on('data', (lines) => {
    writeSync(1, lines);
    if (String(lines).includes('waits')) one.kill('SIGKILL');
  });
  const [[, signal], [code]] = await Promise.all([once(one, 'close'), once(two, 'close')]);
  print(`main: the clerk ended by ${signal}, the auditor with code ${code}`);
}

const [role] = process.argv.slice(2);
if (role === 'clerk') clerk();
else if (role === 'auditor') await auditor();
else await both();
