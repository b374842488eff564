/** What actors do with connections until one of them is killed, or the other end is: everything, varied by a seed. */
import type { Latch } from '@weft/atomics';
import '@weft/threads';
import type { Connection } from '@weft/threads';
import { Random } from '../../../../atomics/dist-test/support/random.js';

const HEADER = 8;

/** A message that can be checked: who sent it, its number there, and bytes that only this one has. */
function message(sender: number, number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(HEADER + length).fill((sender * 31 + number) & 0xff, HEADER);
  new DataView(bytes.buffer).setInt32(0, sender);
  new DataView(bytes.buffer).setInt32(4, number);
  return bytes;
}

/** Who sent a message, and its number. @throws Error if it is not what was sent */
function checked(bytes: Uint8Array): { sender: number; number: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [sender, number] = [view.getInt32(0), view.getInt32(4)];
  const fill = (sender * 31 + number) & 0xff;
  if (bytes.subarray(HEADER).some((byte) => byte !== fill)) throw new Error(`message ${number} is broken`);
  return { sender, number };
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as { code?: string }).code ?? '');
}

/** Small ones, some that fill a good part of the pipe, some that are larger than it. */
function anyLength(random: Random, capacity: number): number {
  const kind = random.below(8);
  if (kind === 0) return random.below(3 * capacity);
  return kind < 3 ? random.below(capacity) : random.below(64);
}

function soon(random: Random): { signal: AbortSignal } {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), random.below(3));
  return { signal: abort.signal };
}

/** Sends with a limit, in one of the ways there are; whether it was sent. */
async function trySend(connection: Connection, bytes: Uint8Array, random: Random): Promise<boolean> {
  try {
    const how = random.below(4);
    if (how < 2) connection.sendBytesSync(bytes, { timeout: random.below(3) });
    else await connection.sendBytes(bytes, how === 2 ? { timeout: random.below(3) } : soon(random));
    return true;
  } catch (error) {
    if (isCode(error, 'ERR_WEFT_TIMEOUT') || (error as Error).name === 'AbortError') return false;
    throw error;
  }
}

/** Receives, in one of the ways there are; `undefined` if its limit came first. */
async function tryReceive(connection: Connection, random: Random): Promise<Uint8Array | undefined> {
  try {
    switch (random.below(6)) {
      case 0:
        return connection.recvBytesSync();
      case 1:
        return await connection.recvBytes();
      case 2:
        return connection.recvBytesSync({ timeout: random.below(3) });
      case 3:
        return await connection.recvBytes(soon(random));
      case 4:
        return connection.pollSync({ timeout: random.below(5) }) ? connection.recvBytesSync() : undefined;
      default:
        return (await connection.poll({ timeout: random.below(5) })) ? connection.recvBytesSync() : undefined;
    }
  } catch (error) {
    if (isCode(error, 'ERR_WEFT_TIMEOUT') || (error as Error).name === 'AbortError') return undefined;
    throw error;
  }
}

/**
 * Sends and receives until the other end is gone. Every message has to be whole, and to have the number after the last
 * one. Tells whether sending has failed then, too.
 */
export async function churn(
  connection: Connection,
  sender: number,
  began: Latch,
  seed: number,
): Promise<{ received: number; broken: boolean }> {
  const random = new Random(seed);
  let sent = 0;
  let received = 0;
  began.countDown();
  try {
    for (;;) {
      if (random.below(2) === 0) {
        const bytes = message(sender, sent, anyLength(random, connection.capacity));
        const isSent = await trySend(connection, bytes, random).catch((error) => {
          if (!isCode(error, 'ERR_WEFT_BROKEN_PIPE')) throw error;
          return false;
        });
        if (isSent) sent += 1;
      } else {
        const bytes = await tryReceive(connection, random);
        if (bytes === undefined) continue;
        const { number } = checked(bytes);
        if (number !== received) throw new Error(`message ${number} came where ${received} was due`);
        received += 1;
      }
    }
  } catch (error) {
    if (!isCode(error, 'ERR_WEFT_END_OF_FILE')) throw error;
  }
  try {
    connection.sendBytesSync(new Uint8Array(1));
    return { received, broken: false };
  } catch (error) {
    return { received, broken: isCode(error, 'ERR_WEFT_BROKEN_PIPE') };
  } finally {
    connection.close();
  }
}

/** Sends until it is killed. */
export function sendUntilKilled(connection: Connection, sender: number, began: Latch, seed: number): never {
  const random = new Random(seed);
  began.countDown();
  for (let number = 0; ; number += 1) {
    connection.sendBytesSync(message(sender, number, anyLength(random, connection.capacity)));
  }
}

/** Receives until it is killed; of each sender later messages only. */
export async function receiveUntilKilled(connection: Connection, began: Latch, seed: number): Promise<never> {
  const random = new Random(seed);
  const last = new Map<number, number>();
  began.countDown();
  for (;;) {
    const bytes = await tryReceive(connection, random);
    if (bytes === undefined) continue;
    const { sender, number } = checked(bytes);
    if (number <= (last.get(sender) ?? -1)) throw new Error(`message ${number} came again, or too late`);
    last.set(sender, number);
  }
}

/** Receives until the message of that sender comes. */
export function receiveFrom(connection: Connection, wanted: number): number {
  for (;;) {
    const { sender, number } = checked(connection.recvBytesSync({ timeout: 20_000 }));
    if (sender === wanted) return number;
  }
}

/** Sends one message. */
export function sendOne(connection: Connection, sender: number, length: number): void {
  connection.sendBytesSync(message(sender, 7, length), { timeout: 20_000 });
}
