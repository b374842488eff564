/** Prints what the memory of a client grows by, per proxy. Runs with `--expose-gc`. Argument: how many. */
import { Manager } from '@weft/manager';

const count = Number(process.argv[2]);

/** Bytes that this process has of the machine's memory, without garbage. */
function resident(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

await using manager = await Manager.start();
// What the first ones need, all others share.
const first = await Promise.all(Array.from({ length: 100 }, () => manager.list()));
const before = resident();
const proxies = await Promise.all(Array.from({ length: count }, () => manager.list()));
const bytes = (resident() - before) / count;
const [length] = await Promise.all([first, proxies].flat().map((list) => list.length()));
console.log(JSON.stringify({ bytes, proxies: proxies.length, length }));
