import { encodeValue } from '../values.js';
import { type Home, type ServerHandle, ServerProxy } from './proxy.js';

/** Stands for an object of a registered type: it has the methods that the type exposes, and no others. */
export class CustomProxy extends ServerProxy {
  constructor(home: Home, handle: ServerHandle) {
    super(home, handle);
    for (const name of handle.facts) {
      // Not enumerable, so that the handle is still all that travels.
      Object.defineProperty(this, name, { value: (...args: unknown[]) => this.#call(String(name), args) });
    }
  }

  async #call(method: string, args: readonly unknown[]): Promise<unknown> {
    const bytes = encodeValue(args);
    // A result is a value, or an object that stays in the server.
    const read = (answer: Parameters<ServerProxy['readValue']>[0]) =>
      answer instanceof Uint8Array ? this.readValue(answer) : this.home.introduce(answer);
    return this.ask(method, read, 1, (writer) => writer.binary(bytes));
  }
}
