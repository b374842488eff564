import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { WORDS } from '../../dist/transport/layout.js';
import { poller } from '../../dist/transport/poller.js';
import { type End, pair, quiet } from './pair.js';

const write = ({ stream }: End, bytes: Uint8Array) => stream.write(bytes, bytes.length);

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a shared stream', () => {
  it('carries bytes both ways, in order, through rings of any size', async () => {
    const random = new Random(runSeed('streams'));
    for (const ringBytes of [1, 4, 64, 4096]) {
      // Rings arrive at once, or some turns later, as those over a socket do; but in order.
      let late: Promise<void> = Promise.resolve();
      const ends = pair(ringBytes, (wake) => {
        const turns = random.below(4);
        late = late.then(async () => {
          for (let i = 0; i < turns; i += 1) await turn();
          wake();
        });
      });
      const sent = [0, 1].map(() =>
        Uint8Array.from({ length: Math.min(scaled(4000), ringBytes * 2000) }, () => random.below(256)),
      );
      await Promise.all(
        ends.map(async (end, i) => {
          const bytes = sent[i] as Uint8Array;
          for (let at = 0; at < bytes.length; ) {
            const next = at + random.below(3 * ringBytes) + 1;
            write(end, bytes.subarray(at, next));
            at = next;
            // So that the other side falls asleep, now and then, and in all states.
            if (random.below(20) === 0) await quiet();
            else if (random.below(3) === 0) await turn();
          }
        }),
      );
      const [client, server] = ends;
      await until(() => server.comeBytes === sent[0]?.length && client.comeBytes === sent[1]?.length);
      expect(server.come().equals(sent[0] as Uint8Array)).toBe(true);
      expect(client.come().equals(sent[1] as Uint8Array)).toBe(true);
      await quiet();
      expect([client.stream.backlog, server.stream.backlog]).toEqual([0, 0]);
      expect([...client.faults, ...server.faults]).toEqual([]);
    }
  });

  it('does nothing at all while nothing happens', async () => {
    const [client, server] = pair(64, (wake) => setImmediate(wake));
    write(client, Uint8Array.of(1));
    await until(() => server.comeBytes === 1);
    await quiet();
    const { turns } = poller;
    const parks = [client.stream.parks, server.stream.parks];
    for (let i = 0; i < 1000; i += 1) await turn();
    expect(poller.turns).toBe(turns);
    expect([client.stream.parks, server.stream.parks]).toEqual(parks);
    write(server, Uint8Array.of(2));
    await until(() => client.comeBytes === 1);
  });

  it('rings only for who sleeps, and once', async () => {
    let rings = 0;
    const [client, server] = pair(64, (wake) => {
      rings += 1;
      setImmediate(wake);
    });
    await quiet();
    for (let i = 0; i < 10; i += 1) write(client, Uint8Array.of(i));
    expect(rings).toBe(1);
    await until(() => server.comeBytes === 10);
    expect(rings).toBe(1);
  });

  it('keeps what does not fit, and reads nothing while it is paused', async () => {
    const [client, server] = pair(16, (wake) => setImmediate(wake));
    server.stream.pause();
    write(client, new Uint8Array(100));
    write(client, new Uint8Array(10));
    expect(client.stream.backlog).toBe(94);
    let isTaken = false;
    client.stream.whenTaken(() => {
      isTaken = true;
    });
    await quiet();
    expect([server.comeBytes, client.stream.backlog, isTaken]).toEqual([0, 94, false]);
    server.stream.read();
    await until(() => isTaken);
    await until(() => server.comeBytes === 110);
    expect(client.stream.backlog).toBe(0);
  });

  it('says at once that all is taken, if it is, or if it is closed', async () => {
    const [client, server] = pair(16, (wake) => setImmediate(wake));
    await new Promise<void>((resolve) => client.stream.whenTaken(resolve));
    server.stream.pause();
    write(client, new Uint8Array(100));
    const taken = new Promise<void>((resolve) => client.stream.whenTaken(resolve));
    client.stream.close();
    await taken;
    write(client, Uint8Array.of(1));
    expect(client.stream.backlog).toBe(0);
  });

  it('reads what somebody has left who is gone', async () => {
    const [client, server] = pair(64, () => {});
    await quiet();
    write(client, Uint8Array.of(1, 2, 3));
    client.stream.close();
    expect(server.comeBytes).toBe(0);
    server.stream.readRest();
    expect([...server.come()]).toEqual([1, 2, 3]);
  });

  it('takes no ring that nobody has asked for', async () => {
    const [client] = pair(64, () => {});
    await quiet();
    client.stream.rung(1);
    expect(client.faults).toEqual([]);
    await quiet();
    client.stream.rung(2);
    expect(client.faults).toMatchObject([{ code: 'ERR_WEFT_PROTOCOL' }]);
  });

  it('ends with one error, whatever the other side does to the memory', async () => {
    const random = new Random(runSeed('hostile memory'));
    for (let round = 0; round < scaled(300); round += 1) {
      const [client, server] = pair(random.pick([1, 16, 64]), (wake) => setImmediate(wake));
      const { words } = server.duplex;
      for (let step = 0; step < 30; step += 1) {
        const side = random.pick(Object.values(WORDS));
        switch (random.below(4)) {
          case 0:
            Atomics.store(
              words,
              random.pick([...Object.values(side), 66]),
              random.pick([0, 1, 2, -1, random.below(100), random.below(2 ** 32) | 0]),
            );
            break;
          case 1:
            write(random.pick([client, server]), new Uint8Array(random.below(200)));
            break;
          case 2:
            random.pick([client, server]).stream.rung(random.below(3));
            break;
          default:
            await turn();
        }
      }
      // Neither looks for ever, whatever it believes.
      await quiet();
      for (const { faults, stream } of [client, server]) {
        expect(faults.length).toBeLessThanOrEqual(1);
        for (const fault of faults) expect(fault).toMatchObject({ code: 'ERR_WEFT_PROTOCOL' });
        stream.close();
      }
    }
  });
});
