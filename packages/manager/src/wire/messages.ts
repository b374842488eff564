/**
 * Numbers that both sides know.
 *
 *     client -> server   number of the call, number of an object, verb, arguments
 *     server -> client   number of the call, status, what the status says
 */
import type { FrameWriter } from './writer.js';

/** Calls with this number want no answer; answers with it concern the connection. */
export const NO_CALL = 0;

/** The object that is the server itself. */
export const SERVER = 0;

/** How a call ended. */
export const STATUS = {
  /** The result follows. */
  OK: 0,
  /** Parts of an error follow. Under the number of no call: why the connection ends. */
  FAILED: 1,
  /** Under the number of no call: all that follows comes through the memory that both sides share. */
  SHARED: 2,
} as const;

/** Writes something to the server that is not answered. */
export function tell(writer: FrameWriter, verb: string, numbers: readonly number[] = []): void {
  writer.begin(3 + numbers.length);
  writer.number(NO_CALL);
  writer.number(SERVER);
  writer.text(verb);
  for (const number of numbers) writer.number(number);
  writer.end();
}
