/** Two streams over one memory. */

import { until } from '../../../atomics/dist-test/support/until.js';
import { type Duplex, duplexBytes, duplexOf } from '../../dist/transport/layout.js';
import { poller } from '../../dist/transport/poller.js';
import { SharedStream } from '../../dist/transport/shared-stream.js';

/** One end, and what has come there. */
export class End {
  readonly stream: SharedStream;
  readonly duplex: Duplex;
  readonly faults: Error[] = [];
  #come: Buffer[] = [];
  comeBytes = 0;
  /** How the other end is woken. */
  ring: () => void = () => {};

  constructor(duplex: Duplex) {
    this.duplex = duplex;
    this.stream = new SharedStream(duplex, {
      ring: () => this.ring(),
      onBytes: (bytes) => {
        this.#come.push(bytes);
        this.comeBytes += bytes.length;
      },
      onFault: (error) => this.faults.push(error),
    });
  }

  /** All that has come so far. */
  come(): Buffer {
    this.#come = [Buffer.concat(this.#come)];
    return this.#come[0] as Buffer;
  }
}

/** @param deliver called with what wakes an end: at once, or later */
export function pair(ringBytes: number, deliver: (wake: () => void) => void): [client: End, server: End] {
  const buffer = new SharedArrayBuffer(duplexBytes(ringBytes));
  const client = new End(duplexOf(buffer, 'client', ringBytes));
  const server = new End(duplexOf(buffer, 'server', ringBytes));
  client.ring = () => deliver(() => server.stream.rung(1));
  server.ring = () => deliver(() => client.stream.rung(1));
  client.stream.read();
  server.stream.read();
  return [client, server];
}

/** Resolves when no connection of this thread is looked at any more. */
export function quiet(): Promise<void> {
  return until(() => poller.size === 0, 'all are asleep');
}
