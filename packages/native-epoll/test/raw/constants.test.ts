/** Numbers that are written down on both sides agree. */
import * as package_ from '@weft/native-epoll';
import { expect, it } from 'vitest';
import { native } from '../../dist/native/load.js';

it('what TypeScript says is what the system’s headers say', () => {
  const ours = package_ as unknown as Record<string, unknown>;
  const headers = Object.entries(native().constants());
  expect(headers.length).toBeGreaterThan(80);
  for (const [name, number] of headers) {
    const ourName = name.replace(
      /^(EVFILT|EV|NOTE)_/,
      (prefix) => `KQ_${prefix === 'EVFILT_' ? 'FILTER_' : prefix}`,
    );
    if (ours[ourName] !== undefined) expect([ourName, ours[ourName]]).toEqual([ourName, number]);
  }
});

it('every number that is exported is one', () => {
  for (const [name, value] of Object.entries(package_)) {
    if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$|^EPOLL|^POLL/.test(name)) expect(typeof value, name).toBe('number');
  }
});
