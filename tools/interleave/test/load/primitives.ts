/** Programs of one thread that call what the packages offer, as far as it can be called alone. */
import {
  AtomicBool,
  AtomicFloat64,
  AtomicInt32,
  AtomicInt64,
  attach,
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  inContext,
  Latch,
  Lock,
  Region,
  RLock,
  RWLock,
  Semaphore,
  type SharedObject,
  select,
  selectSync,
} from '@weft/atomics';
import { type Program, program } from '@weft/interleave/program';
import { float64, json, LifoQueue, PriorityQueue, Queue, SpscRing, struct, utf8 } from '@weft/shared-queue';

type Alone = Program<unknown, never>;

/** A program whose thread works on one object that was made in set-up. */
function on<T extends SharedObject>(name: string, make: () => T, body: (object: T) => unknown): Alone {
  return program<unknown, T>({
    name,
    about: 'compared with the same code as it is',
    setup: () => make().handle,
    attach: (handle) => attach(handle as never) as unknown as T,
    threads: [body],
  }) as unknown as Alone;
}

/** What a call gives, or the name of what it throws. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return (error as Error).name;
  }
}

async function later(call: () => Promise<unknown>): Promise<unknown> {
  return await call().catch((error: Error) => error.name ?? error);
}

export const primitives: readonly Alone[] = [
  on(
    'Lock',
    () => new Lock(),
    async (lock) => {
      const log: unknown[] = [lock.locked()];
      {
        using _guard = lock.acquireSync();
        log.push(
          lock.locked(),
          lock.tryAcquire(),
          outcome(() => lock.acquireSync({ timeout: 0 })),
        );
        log.push(
          outcome(() => lock.acquireSync()),
          await later(() => lock.acquire({ timeout: 3 })),
        );
        const controller = new AbortController();
        const waiting = later(() => lock.acquire({ signal: controller.signal }));
        controller.abort(new Error('enough'));
        log.push(await waiting);
      }
      const guard = await lock.acquire();
      const next = lock.acquire();
      guard.release();
      guard.release();
      (await next).release();
      log.push(
        await lock.run(async () => lock.locked()),
        lock.describe(),
        outcome(() => lock.release()),
      );
      return log;
    },
  ),
  on(
    'RLock',
    () => new RLock(),
    async (lock) => {
      const log: unknown[] = [];
      using outer = lock.acquireSync();
      using inner = lock.acquireSync();
      log.push(lock.locked());
      inner.release();
      outer.release();
      log.push(
        lock.locked(),
        lock.describe(),
        outcome(() => lock.release()),
        await lock.run(() => 5),
      );
      const nested = inContext(async () => {
        using first = await lock.acquire();
        await null;
        using second = await lock.acquire();
        return [lock.describe().depth, first !== second, await lock.run(async () => lock.locked())];
      });
      const other = inContext(() => later(() => lock.acquire({ timeout: 3 })));
      log.push(await nested, typeof (await other), lock.locked());
      return log;
    },
  ),
  on(
    'RWLock',
    () => new RWLock(),
    async (lock) => {
      const log: unknown[] = [];
      {
        using _one = lock.acquireReadSync();
        using _two = await lock.acquireRead();
        log.push(
          lock.readers(),
          lock.writing(),
          lock.tryAcquireWrite(),
          await later(() => lock.acquireWrite({ timeout: 2 })),
        );
      }
      {
        using _writer = lock.acquireWriteSync();
        log.push(
          lock.writing(),
          lock.tryAcquireRead(),
          outcome(() => lock.acquireReadSync({ timeout: 0 })),
        );
      }
      log.push(lock.describe());
      using _last = await lock.acquireWrite();
      log.push(lock.writing());
      return log;
    },
  ),
  on(
    'Semaphore',
    () => new Semaphore(2),
    async (semaphore) => {
      const log: unknown[] = [semaphore.value()];
      const two = semaphore.acquireSync({ count: 2 });
      log.push(
        semaphore.tryAcquire(),
        outcome(() => semaphore.acquireSync({ timeout: 0 })),
      );
      const waits = [semaphore.acquire({ count: 2 }), semaphore.acquire()];
      two.release();
      for (const wait of waits) (await wait).release();
      semaphore.release(3);
      log.push(
        semaphore.value(),
        await semaphore.run(() => semaphore.value(), { count: 2 }),
        semaphore.describe(),
      );
      return log;
    },
  ),
  on(
    'BoundedSemaphore',
    () => new BoundedSemaphore(1),
    (semaphore) => [
      outcome(() => semaphore.release()),
      semaphore.tryAcquire() === undefined,
      outcome(() => semaphore.release()),
    ],
  ),
  on(
    'Event',
    () => new Event(),
    async (event) => {
      const log: unknown[] = [
        event.isSet(),
        event.waitSync({ timeout: 0 }),
        await event.wait({ timeout: 2 }),
      ];
      const waiting = event.wait();
      event.set();
      event.clear();
      log.push(await waiting, event.isSet());
      event.set();
      log.push(event.waitSync(), await event.wait(), event.describe());
      return log;
    },
  ),
  on(
    'Latch',
    () => new Latch(3),
    async (latch) => {
      const waiting = latch.wait();
      latch.countDown();
      const early = latch.waitSync({ timeout: 0 });
      latch.countDown(2);
      return [early, await waiting, latch.count(), latch.waitSync(), latch.describe()];
    },
  ),
  on(
    'Barrier',
    () => new Barrier(2),
    async (barrier) => {
      const log: unknown[] = await Promise.all([barrier.wait(), barrier.wait()]);
      log.push(await Promise.all([barrier.wait(), barrier.wait()]), barrier.waiting(), barrier.parties);
      log.push(
        outcome(() => barrier.waitSync({ timeout: 0 })),
        barrier.broken(),
      );
      barrier.reset();
      const waiting = later(() => barrier.wait());
      barrier.abort();
      log.push(await waiting, barrier.broken(), barrier.describe());
      return log;
    },
  ),
  on(
    'Condition',
    () => new Condition(undefined, { maxWaiters: 3 }),
    async (condition) => {
      const log: unknown[] = [outcome(() => condition.notify())];
      let ready = false;
      using held = await condition.acquire();
      log.push(condition.waitSync({ timeout: 0 }), await condition.wait({ timeout: 2 }), condition.waiting());
      held.release();
      await condition.run(async () => {
        ready = true;
        condition.notifyAll();
        log.push(
          await condition.waitFor(() => ready),
          condition.waitForSync(() => !ready, { timeout: 0 }),
        );
      });
      return [...log, condition.describe()];
    },
  ),
  on(
    'AtomicInt32',
    () => new AtomicInt32(5),
    async (cell) => {
      const log: unknown[] = [
        cell.add(2),
        cell.sub(1),
        cell.and(7),
        cell.or(8),
        cell.xor(1),
        cell.exchange(40),
      ];
      cell.store(-3);
      log.push(
        cell.compareExchange(-3, 9),
        cell.load(),
        outcome(() => cell.store(0.5)),
        cell.describe(),
      );
      log.push(cell.waitSync(8), await cell.wait(8), await cell.wait(9, { timeout: 1 }), cell.notify());
      return log;
    },
  ),
  on(
    'AtomicInt64',
    () => new AtomicInt64(2n ** 40n),
    (cell) => [String(cell.add(-1n)), String(cell.compareExchange(2n ** 40n - 1n, 7n)), String(cell.load())],
  ),
  on(
    'AtomicFloat64',
    () => new AtomicFloat64(0.5),
    (cell) => [cell.add(1), cell.sub(0.25), cell.exchange(3), cell.load()],
  ),
  on(
    'AtomicBool',
    () => new AtomicBool(),
    (cell) => [cell.or(true), cell.and(true), cell.xor(true), cell.exchange(true), cell.load()],
  ),
  on(
    'select',
    () => new Event(),
    async (event) => {
      const semaphore = new Semaphore(0);
      const log: unknown[] = [await later(() => select([event, semaphore], { timeout: 2 }))];
      const waiting = select([event, semaphore]);
      semaphore.release();
      log.push((await waiting) === semaphore, selectSync([event, semaphore]) === semaphore);
      event.set();
      log.push((await select([event, semaphore])) === event);
      return log;
    },
  ),
  on(
    'Region',
    () => new Lock({ in: Region.create({ bytes: 4096 }), name: 'first' }),
    async (lock) => {
      const region = Region.create({ bytes: 1024, maxParticipants: 2 });
      const named = new Semaphore(1, { in: region, name: 'permits' });
      const same = new Semaphore(1, { in: region, name: 'permits' });
      using _permit = same.acquireSync();
      const at = region.allocate(64);
      region.free(at);
      const log: unknown[] = [
        named.value(),
        region.names(),
        region.unname('permits'),
        region.get('permits'),
        lock.describe(),
      ];
      const waiting = later(() => named.acquire());
      region.close();
      log.push(
        await waiting,
        outcome(() => named.value()),
        region.closed,
      );
      return log;
    },
  ),
  on(
    'Region that is closed',
    () => new Lock({ in: Region.create({ bytes: 512 }), name: 'held' }),
    async (lock) => {
      const region = attach<Region>((lock.handle as unknown as { region: object }).region as never) as Region;
      lock.acquireSync();
      const waiting = later(() => lock.acquire());
      region.close();
      const shape = Object.assign(lock as object, { extra: 1 });
      return [await waiting, outcome(() => lock.locked()), region.closed, 'extra' in shape];
    },
  ),
  on(
    'Queue',
    () => new Queue({ maxsize: 2 }),
    async (queue) => {
      const log: unknown[] = [
        queue.tryGet(),
        queue.tryPut({ a: [1, new Map([[1, 'x']])] }),
        queue.tryPut('b'),
        queue.tryPut('c'),
      ];
      log.push(
        queue.full(),
        outcome(() => queue.putSync('d', { timeout: 0 })),
        await later(() => queue.put('e', { timeout: 2 })),
      );
      const putting = queue.put('f');
      log.push(queue.getSync(), await queue.get());
      await putting;
      log.push(queue.qsize(), await queue.getMany(4));
      const getting = [queue.get(), queue.get()];
      log.push(await queue.putMany(['g', 'h']), ...(await Promise.all(getting)));
      log.push(outcome(() => queue.taskDone(9)));
      queue.taskDone(5);
      await queue.join();
      queue.putSync('last');
      log.push(
        queue.describe(),
        queue.shutdown({ immediate: true }),
        queue.isShutDown(),
        outcome(() => queue.getSync()),
      );
      return log;
    },
  ),
  on(
    'Queue of texts',
    () => new Queue<string>({ codec: utf8, bytes: 64 }),
    async (queue) => {
      queue.putManySync(['one', 'zwei', 'drei £']);
      queue.shutdown();
      const log: unknown[] = [];
      for await (const text of queue) log.push(text);
      for (const text of queue.sync()) log.push(text);
      return log;
    },
  ),
  on(
    'LifoQueue',
    () => new LifoQueue({ codec: json, maxsize: 3 }),
    (queue) => {
      for (const item of [1, { two: 2 }, 'three']) queue.putSync(item);
      return [queue.getSync(), queue.getManySync(5), queue.empty(), outcome(() => queue.getNowait())];
    },
  ),
  on(
    'PriorityQueue',
    () => new PriorityQueue<number>({ codec: float64, maxsize: 4 }),
    (queue) => {
      for (const priority of [3, 1, 2, 1]) queue.putSync([priority, priority * 10]);
      return [outcome(() => queue.putNowait([0, 0])), queue.getManySync(3), queue.getSync(), queue.tryGet()];
    },
  ),
  on(
    'SpscRing of numbers',
    () => new SpscRing('int32', 4),
    async (ring) => {
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      const log: unknown[] = [
        consumer.pop(),
        producer.pushMany([1, 2, 3, 4, 5]),
        producer.push(9),
        consumer.pop(),
      ];
      const putting = producer.put(6);
      log.push(consumer.getSync(), await consumer.get());
      await putting;
      const out = new Int32Array(4);
      log.push(consumer.popMany(out), [...out]);
      return log;
    },
  ),
  on(
    'SpscRing of records',
    () => new SpscRing(struct({ id: 'u32', price: 'f64' }), 4),
    (ring) => {
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      const log: unknown[] = [producer.push({ id: 1, price: 0.5 }), producer.push({ id: 2, price: 1e9 })];
      producer.flush();
      return [...log, { ...consumer.getSync() }, { ...consumer.pop() }, consumer.pop()];
    },
  ),
  on(
    'SpscRing of bytes',
    () => new SpscRing('bytes', 64),
    async (ring) => {
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      const log: unknown[] = [];
      for (let i = 0; i < 5; i += 1) {
        producer.putSync(new Uint8Array(11).fill(i));
        const room = producer.reserve(3);
        room?.set([7, 8, 9]);
        producer.commit(2);
        producer.flush();
        log.push([...(await consumer.get())], [...(consumer.peek() ?? [])]);
        consumer.release();
      }
      return log;
    },
  ),
];
