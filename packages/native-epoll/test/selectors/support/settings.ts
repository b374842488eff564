/** The selectors that can be tried here. */
import {
  DefaultSelector,
  EpollSelector,
  KqueueSelector,
  PollSelector,
  type Selector,
  SelectSelector,
} from '@weft/native-epoll';
import type { Backend } from '../../../dist/selectors/backends/backend.js';
import { EpollBackend } from '../../../dist/selectors/backends/epoll.js';
import { KqueueBackend } from '../../../dist/selectors/backends/kqueue.js';
import { Mirrored } from '../../../dist/selectors/backends/mirrored.js';
import { PollWaiter } from '../../../dist/selectors/backends/poll.js';
import { SelectWaiter } from '../../../dist/selectors/backends/select.js';

export interface SelectorSetting {
  readonly title: string;
  readonly make: <T>() => Selector<T>;
  readonly backend: <T>() => Backend<T>;
  /** By libkqueue: nothing can wait for it, and it does not report more than 512 at once. */
  readonly isEmulated?: boolean;
}

export const epoll: SelectorSetting = {
  title: 'EpollSelector',
  make: <T>() => new EpollSelector<T>(),
  backend: <T>() => new EpollBackend<T>(),
};

export const kqueue: SelectorSetting = {
  title: 'KqueueSelector',
  make: <T>() => new KqueueSelector<T>(),
  backend: <T>() => new KqueueBackend<T>(),
  isEmulated: process.platform === 'linux',
};

export const poll: SelectorSetting = {
  title: 'PollSelector',
  make: <T>() => new PollSelector<T>(),
  backend: <T>() => new Mirrored<T>(new PollWaiter<T>()),
};

export const select: SelectorSetting = {
  title: 'SelectSelector',
  make: <T>() => new SelectSelector<T>(),
  backend: <T>() => new Mirrored<T>(new SelectWaiter<T>()),
};

/** Those that this system has. */
export const allSettings: readonly SelectorSetting[] = [epoll, kqueue, poll, select].filter(works);

/** Those that can be waited for. */
export const settings: readonly SelectorSetting[] = allSettings.filter(
  ({ isEmulated }) => isEmulated !== true,
);

/** Whatever is the best here. */
export const standard: SelectorSetting = {
  ...(settings[0] as SelectorSetting),
  title: 'DefaultSelector',
  make: <T>() => new DefaultSelector<T>(),
};

function works({ make }: SelectorSetting): boolean {
  try {
    make().close();
    return true;
  } catch {
    return false;
  }
}

/** A selector of the setting with that title. */
export function selectorOf(title: string): Selector {
  const setting = settings.find((candidate) => candidate.title === title);
  if (setting === undefined) throw new Error(`no selector is called ${title}`);
  return setting.make();
}
