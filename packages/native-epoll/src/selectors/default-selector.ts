import { ArgumentError } from '../errors.js';
import type { Backend, BackendKind } from './backends/backend.js';
import { EpollBackend } from './backends/epoll.js';
import { KqueueBackend } from './backends/kqueue.js';
import { Mirrored } from './backends/mirrored.js';
import { PollWaiter } from './backends/poll.js';
import { isMissing } from './backends/scalable.js';
import { SelectWaiter } from './backends/select.js';
import { Selector } from './selector.js';

/**
 * The best selector that works here, found by trying: epoll, kqueue, poll, select. The environment variable
 * `WEFT_SELECTOR` (`epoll`, `kqueue`, `poll` or `select`) allows only that one. `kind` tells which it is.
 */
export class DefaultSelector<T = unknown> extends Selector<T> {
  /** @throws NativeBinaryError, SystemCallError, ArgumentError if `WEFT_SELECTOR` is none of them */
  constructor() {
    super(bestBackend<T>());
  }
}

const makers: Readonly<Record<BackendKind, <T>() => Backend<T>>> = {
  epoll: <T>() => new EpollBackend<T>(),
  kqueue: <T>() => new KqueueBackend<T>(),
  poll: <T>() => new Mirrored<T>(new PollWaiter<T>()),
  select: <T>() => new Mirrored<T>(new SelectWaiter<T>()),
};

function bestBackend<T>(): Backend<T> {
  const forced = process.env.WEFT_SELECTOR;
  if (forced !== undefined && forced !== '') return forcedMaker(forced)<T>();
  let missing: unknown;
  for (const make of Object.values(makers)) {
    try {
      return make<T>();
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing = error;
    }
  }
  throw missing;
}

function forcedMaker(name: string): <T>() => Backend<T> {
  if (Object.hasOwn(makers, name)) return makers[name as BackendKind];
  throw new ArgumentError(
    `WEFT_SELECTOR must be one of ${Object.keys(makers).join(', ')}, got ${JSON.stringify(name)}`,
  );
}
