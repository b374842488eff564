/** The command line of `weft-manager`, and what surrounds it. */
import { parseArgs } from 'node:util';

export const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;

/** Where the command's words go, and how it learns that it is to end. */
export interface Surroundings {
  say(text: string): void;
  complain(text: string): void;
  /** A terminal, if there is one. */
  readonly screen: NodeJS.WriteStream | undefined;
  readonly interrupted: AbortSignal;
}

/** The options, as they were given. */
export interface Values {
  readonly listen?: string;
  readonly 'authkey-file'?: string;
  readonly 'tls-cert'?: string;
  readonly 'tls-key'?: string;
  readonly 'tls-ca'?: string;
  readonly setup?: string;
  readonly interval: string;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export interface Parsed {
  readonly values: Values;
  readonly positionals: readonly string[];
}

/** @throws TypeError with a sentence for the user */
export function parseWords(words: readonly string[]): Parsed {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      listen: { type: 'string' },
      'authkey-file': { type: 'string' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      'tls-ca': { type: 'string' },
      setup: { type: 'string' },
      interval: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
}
