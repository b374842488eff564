import { DefaultSelector, EVENT_READ } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { errorWith } from '../../../atomics/dist-test/support/outcome.js';
import { selectorSuite } from '../conformance/selectors.js';
import { closeEnds, pair } from './support/ends.js';
import { allSettings, settings, standard } from './support/settings.js';

selectorSuite(standard);

describe('WEFT_SELECTOR', () => {
  afterEach(() => {
    delete process.env.WEFT_SELECTOR;
    closeEnds();
  });

  for (const { title, make } of settings) {
    it(`makes a DefaultSelector what ${title} is`, () => {
      const { kind } = make();
      process.env.WEFT_SELECTOR = kind;
      using selector = new DefaultSelector<string>();
      expect(selector.kind).toBe(kind);
      const [one, other] = pair();
      selector.register(one, EVENT_READ, 'one');
      other.send('x');
      expect(selector.select().map(([{ data }]) => data)).toEqual(['one']);
    });
  }

  it('must name one that there is', () => {
    for (const name of ['devpoll', 'toString', 'EPOLL']) {
      process.env.WEFT_SELECTOR = name;
      expect(() => new DefaultSelector()).toThrow(errorWith('ERR_WEFT_ARGUMENT') as Error);
    }
    process.env.WEFT_SELECTOR = '';
    new DefaultSelector().close();
  });

  it('allows no other one where the one it names is missing', () => {
    const missing = ['epoll', 'kqueue'].filter(
      (kind) => !allSettings.some(({ title }) => title.toLowerCase().startsWith(kind)),
    );
    for (const kind of missing) {
      process.env.WEFT_SELECTOR = kind;
      expect(() => new DefaultSelector()).toThrow(errorWith('ENOSYS') as Error);
    }
  });

  it('unset means the best one', () => {
    using selector = new DefaultSelector();
    expect(selector.kind).toBe(process.platform === 'linux' ? 'epoll' : 'kqueue');
  });
});
