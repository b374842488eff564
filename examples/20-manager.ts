/**
 * Lesson 20: a list that processes share through a manager.
 *
 *     def func(lst, n):
 *         lst.append(n * n)
 *
 *     with Manager() as manager:
 *         lst = manager.list([11, 22, 33])
 *         processes = [Process(target=func, args=(lst, n)) for n in range(5)]
 *         for p in processes: p.start()
 *         for p in processes: p.join()
 *         print(lst)                            # [11, 22, 33] and five squares, in whatever order they came
 *
 * By default the manager starts a server. With an address as its argument the same program keeps its list elsewhere:
 * `shm://lesson` in shared memory, `redis://127.0.0.1:6379` in Valkey or Redis, `tcp://host:port` in a server that runs already.
 */
import { Manager, type SharedList } from '@weft/manager';
import { Process } from '@weft/threads';

async function appendSquare(list: SharedList<number>, n: number): Promise<void> {
  await list.append(n * n);
}

const [address = 'server'] = process.argv.slice(2);
await using manager = address === 'server' ? await Manager.start() : await Manager.connect(address);

const list = await manager.list([11, 22, 33]);
const children = [0, 1, 2, 3, 4].map((n) => new Process({ target: appendSquare, args: [list, n] }).start());
for (const child of children) await child.join();

const numbers = await list.toArray();
const squares = numbers.splice(3).sort((a, b) => a - b);
console.log(`At first: ${numbers.join(' ')}`);
console.log(`Squares:  ${squares.join(' ')}`);
await list.close();
