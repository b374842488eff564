/** Opens, closes, forgets and collects regions in ways that would crash a careless binding. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { AtomicInt32, Event, Lock } from '@weft/atomics';
import { ProcessRegion, SharedMemoryBlock } from '@weft/native-shm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Mappings of shared memory that this process has. */
function mappings(): number {
  return readFileSync('/proc/self/maps', 'latin1').match(/weft/g)?.length ?? 0;
}

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const programs: Record<string, () => void | Promise<void>> = {
  /** The leak test: nothing is left of ten thousand rounds. */
  async rounds() {
    const region = ProcessRegion.open('rounds', { bytes: 1024 });
    new Lock({ in: region, name: 'lock' });
    region.close();
    await settle();
    const before = { mappings: mappings(), memory: process.memoryUsage.rss() };
    for (let round = 0; round < 10_000; round += 1) {
      const opened = ProcessRegion.open('rounds');
      (opened.get('lock') as Lock).acquireSync().release();
      opened.close();
      if (round % 1000 === 0) {
        const anonymous = ProcessRegion.anonymous({ bytes: 1024 });
        new AtomicInt32(1, { in: anonymous }).add(1);
        anonymous.close();
        await settle();
      }
    }
    await settle();
    const grown = (process.memoryUsage.rss() - before.memory) / 2 ** 20;
    console.log(JSON.stringify({ mappings: mappings() - before.mappings, grown: Math.round(grown) }));
    ProcessRegion.remove('rounds');
  },

  /** The event loop never turns, and nobody asks for a collection. */
  oneTurn() {
    ProcessRegion.open('one-turn', { bytes: 1024 }).close();
    let most = 0;
    for (let round = 0; round < 20_000; round += 1) {
      ProcessRegion.open('one-turn').close();
      if (round % 1000 === 999) most = Math.max(most, mappings());
    }
    ProcessRegion.remove('one-turn');
    console.log(most);
  },

  /** The buffer of a block outlives the block. */
  async buffer() {
    let block: SharedMemoryBlock | undefined = new SharedMemoryBlock('buffer', 4096);
    const bytes = new Uint8Array(block.buffer);
    bytes.fill(7);
    block.unlink();
    block.close();
    block = undefined;
    await settle();
    console.log(bytes.every((byte) => byte === 7));
  },

  /** A pending wait keeps the memory mapped that it is about, and closing ends it. */
  async pending() {
    const region = ProcessRegion.anonymous({ bytes: 1024 });
    const outcome = new Event({ in: region }).wait().catch((error) => error.code);
    await settle();
    region.close();
    await settle();
    console.log(await outcome);
  },

  /** Workers end in every way with memory mapped and waits pending, while others go on. */
  async workers() {
    const region = ProcessRegion.open('workers', { bytes: 64 * 1024 });
    const lock = new Lock({ in: region, name: 'lock' });
    for (const how of ['exit', 'terminate', 'terminate-blocked', 'end', 'exit', 'terminate']) {
      const guard = lock.acquireSync();
      const worker = new Worker(new URL('./lifetime-worker.js', import.meta.url), {
        workerData: { how, lock },
      });
      // Its end may be told in the same turn as its message.
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      await new Promise((resolve) => worker.once('message', resolve));
      if (how.startsWith('terminate')) await worker.terminate();
      await ended;
      guard.release();
      (await lock.acquire()).release();
      await settle();
    }
    console.log(region.participants().length);
    region.unlink();
    region.close();
  },

  /** Only a worker loads the binary; its code must stay when the worker ends. */
  async onlyInWorker() {
    const worker = new Worker(new URL('./lifetime-worker.js', import.meta.url), {
      workerData: { how: 'alone' },
    });
    const code = await new Promise((resolve) => worker.once('exit', resolve));
    await settle();
    console.log(code);
  },
};

await programs[process.argv[2] as string]?.();
