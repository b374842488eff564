/** A call, on its way to a server. */
import type { Argument, Reply } from './replies.js';
import type { Script } from './script.js';

/** Makes the result of an answer; the first one may have been lost, and the call have been carried out twice. */
export type Read<T> = (reply: Reply, isRepeated: boolean) => T;

export class Call<T> {
  /** Calls of one client, in the order in which they were made. */
  readonly order: number;
  readonly name: string;
  readonly args: readonly Argument[];
  readonly script: Script | undefined;
  /** Whether doing it twice is as good as once. */
  readonly isRepeatable: boolean;
  readonly read: Read<T>;
  /** Whether it was sent before, and may have been carried out then. */
  isRepeated = false;
  /** Until when it waits for somebody to send it to, once it has to. */
  deadline: number | undefined;

  /** @param args begin with its key; those of a script with the number of its keys */
  constructor(
    order: number,
    name: string,
    args: readonly Argument[],
    script: Script | undefined,
    isRepeatable: boolean,
    read: Read<T>,
  ) {
    this.order = order;
    this.name = name;
    this.args = args;
    this.script = script;
    this.isRepeatable = isRepeatable;
    this.read = read;
  }

  /** Its first key, which says where a cluster has what it is about. */
  get key(): string {
    return this.args[this.script === undefined ? 0 : 1] as string;
  }
}
