/** What passes between a server process and who has started it, over a channel that nobody else reaches. */
import type { ModuleTarget, TypeOptions } from '../containers/registered.js';
import type { ErrorParts } from '../wire/errors.js';
import type { ServerOptions } from './options.js';

export type Order =
  | { readonly order: 'serve'; readonly options: ServerOptions }
  | {
      readonly order: 'register';
      readonly number: number;
      readonly what: 'type' | 'task';
      readonly name: string;
      readonly target: ModuleTarget;
      readonly options: TypeOptions;
    };

export type Notice =
  | { readonly notice: 'ready' }
  | { readonly notice: 'serving'; readonly address: string }
  | { readonly notice: 'failed'; readonly error: ErrorParts }
  | { readonly notice: 'registered'; readonly number: number; readonly error?: ErrorParts | undefined };
