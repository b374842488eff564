import type { Selector } from '@weft/native-epoll';
import { afterEach } from 'vitest';
import { closeEnds } from './ends.js';
import type { SelectorSetting } from './settings.js';

/** Makes selectors for the calling suite, and closes them, and all ends, after each test. */
export function makerFor(setting: SelectorSetting): <T = unknown>() => Selector<T> {
  const made: Disposable[] = [];
  afterEach(() => {
    for (const selector of made.splice(0)) selector[Symbol.dispose]();
    closeEnds();
  });
  return <T>() => {
    const selector = setting.make<T>();
    made.push(selector);
    return selector;
  };
}
