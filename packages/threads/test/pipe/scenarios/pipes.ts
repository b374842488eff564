/** What actors do with connections. Importing this makes the objects of the package known to the actor. */
import type { Latch } from '@weft/atomics';
import '@weft/threads';
import type { Connection } from '@weft/threads';

/** The actor has loaded the package. */
export function load(): void {}

/** Sends the values one by one. */
export function sendAll(connection: Connection, values: readonly unknown[]): void {
  for (const value of values) connection.sendSync(value);
}

/** Sends back what comes, until the other end is closed; how many it were. */
export function echo(connection: Connection): number {
  for (let count = 0; ; count += 1) {
    try {
      connection.sendSync(connection.recvSync());
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_WEFT_END_OF_FILE') return count;
      throw error;
    }
  }
}

/** The same, awaiting. */
export async function echoAsync(connection: Connection): Promise<number> {
  let count = 0;
  for await (const value of connection) {
    await connection.send(value);
    count += 1;
  }
  return count;
}

/** Receives so many values. */
export function receive(connection: Connection, count: number): unknown[] {
  return Array.from({ length: count }, () => connection.recvSync());
}

/** Sends messages of bytes: each begins with the number of the sender and its own, and is filled with both's sum. */
export function sendNumbered(
  connection: Connection,
  sender: number,
  sizes: readonly number[],
  began?: Latch,
): void {
  began?.countDown();
  for (const [i, size] of sizes.entries()) {
    const bytes = new Uint8Array(size).fill((sender + i) & 0xff);
    bytes[0] = sender;
    bytes[1] = i & 0xff;
    connection.sendBytesSync(bytes);
  }
}

/** Receives messages of `sendNumbered` until the end; who sent them and their numbers, and whether one was mixed. */
export function receiveNumbered(connection: Connection): { from: [number, number][]; mixed: number } {
  const from: [number, number][] = [];
  let mixed = 0;
  for (;;) {
    let bytes: Uint8Array;
    try {
      bytes = connection.recvBytesSync();
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_WEFT_END_OF_FILE') return { from, mixed };
      throw error;
    }
    const [sender = 0, number = 0] = bytes;
    if (bytes.subarray(2).some((byte) => byte !== ((sender + number) & 0xff))) mixed += 1;
    from.push([sender, number]);
  }
}

/** Closes the connection. */
export function close(connection: Connection): void {
  connection.close();
}

/** Ends the thread, or process, with the connection in its hands. */
export function exitWith(connection: Connection): never {
  connection.pollSync();
  return process.exit(0);
}
