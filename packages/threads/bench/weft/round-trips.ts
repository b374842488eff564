/** Two threads that answer each other, through events and through a pipe; thread 0 measures. */
import { attach, type Event } from '@weft/atomics';
import { type Pace, type Player, repeat } from '@weft/bench';
import type { Connection } from '@weft/threads';
import '@weft/threads';

const BATCH = 64;

/** An event each way, and one that ends the round. */
export const events: Player<unknown, Pace | undefined> = (shared, { index, together }) => {
  const [there, back, over] = attach<[Event, Event, Event]>(shared);
  if (index === 1) {
    return () => {
      together();
      for (;;) {
        there.waitSync();
        there.clear();
        const ends = over.isSet();
        over.clear();
        back.set();
        if (ends) return undefined;
      }
    };
  }
  const roundTrip = () => {
    there.set();
    back.waitSync();
    back.clear();
  };
  return () => {
    together();
    const pace = repeat(BATCH, () => {
      for (let i = 0; i < BATCH; i += 1) roundTrip();
    });
    over.set();
    roundTrip();
    return pace;
  };
};

/** Sends numbers, and gets each one back. */
export const pipe: Player<unknown, Pace | undefined> = (shared, { index, together }) => {
  const ends = attach<Connection[]>(shared);
  const connection = ends[index] as Connection;
  if (index === 1) {
    return () => {
      together();
      for (;;) {
        const value = connection.recvSync() as number;
        connection.sendSync(value);
        if (value < 0) return undefined;
      }
    };
  }
  const roundTrip = (value: number) => {
    connection.sendSync(value);
    if (connection.recvSync() !== value) throw new Error('an answer to another question');
  };
  return () => {
    together();
    const pace = repeat(BATCH, () => {
      for (let i = 0; i < BATCH; i += 1) roundTrip(i);
    });
    roundTrip(-1);
    return pace;
  };
};

/** Bytes of a large message. */
export const LARGE: number = 2 ** 20;

/** Sends large messages of bytes one way; the other side checks how each begins and ends. */
export const largeMessages: Player<unknown, Pace | undefined> = (shared, { index, together }) => {
  const ends = attach<Connection[]>(shared);
  const connection = ends[index] as Connection;
  const bytes = new Uint8Array(LARGE).fill(7);
  if (index === 1) {
    return () => {
      together();
      for (let i = 0; ; i += 1) {
        const length = connection.recvBytesIntoSync(bytes);
        if (length === 0) break;
        if (length !== LARGE || bytes[0] !== (i & 0xff) || bytes[LARGE - 1] !== (i & 0xff)) {
          throw new Error('a message is not what was sent');
        }
      }
      connection.sendSync('got all');
      return undefined;
    };
  }
  return () => {
    together();
    let i = 0;
    const pace = repeat(1, () => {
      bytes[0] = i;
      bytes[LARGE - 1] = i;
      i += 1;
      connection.sendBytesSync(bytes);
    });
    connection.sendBytesSync(new Uint8Array(0));
    connection.recvSync();
    return pace;
  };
};
