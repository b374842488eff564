/** `ioredis` is a peer that programs without Redis need not install. */
import type { Command, Redis } from 'ioredis';
import { BackendMissingError } from '../../errors.js';
import { pack } from './pack.js';
import type { Argument } from './replies.js';

export interface Client {
  readonly Redis: typeof Redis;
  /** Whose answers arrive as they are, with bytes for texts. */
  readonly RawCommand: new (
    name: string,
    args: readonly Argument[],
  ) => Command;
}

let loading: Promise<Client> | undefined;

/** @throws BackendMissingError */
export function loadClient(): Promise<Client> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Client> {
  try {
    const { Redis, Command } = await import('ioredis');
    class RawCommand extends Command {
      readonly #packed: string | Buffer;

      constructor(name: string, args: readonly Argument[]) {
        super(name, [], { replyEncoding: null });
        this.#packed = pack(name, args);
      }

      override toWritable(): string | Buffer {
        return this.#packed;
      }
    }
    return { Redis, RawCommand };
  } catch (error) {
    throw new BackendMissingError('redis:// and rediss:// need the package ioredis: npm install ioredis', {
      cause: error,
    });
  }
}
