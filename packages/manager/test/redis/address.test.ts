import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { readAddress } from '../../dist/redis/connection/address.js';

const read = (text: string) => readAddress(new URL(text));

describe('an address of Redis', () => {
  it('says where the server is', () => {
    expect(read('redis://example.org')).toMatchObject({ host: 'example.org', port: 6379, db: 0, tls: false });
    expect(read('redis://')).toMatchObject({ host: 'localhost', port: 6379 });
    expect(read('redis://[::1]:7000/3')).toMatchObject({ host: '::1', port: 7000, db: 3 });
    expect(read('rediss://example.org:1/')).toMatchObject({ port: 1, tls: true, db: 0 });
  });

  it('says who comes, and hides it', () => {
    const address = read('redis://us%40er:p%3Ass@example.org/1?lease=5000');
    expect(address).toMatchObject({ username: 'us@er', password: 'p:ss', leaseMs: 5000 });
    expect(address.text).toBe('redis://example.org/1?lease=5000');
    expect(read('redis://:secret@h').username).toBe(undefined);
    expect(read('redis://h').password).toBe(undefined);
  });

  it('says how long leases are and what keys begin with', () => {
    expect(read('redis://h')).toMatchObject({ prefix: 'weft', leaseMs: 10_000, keepMs: 3_600_000 });
    expect(read('redis://h?prefix=my:app&keep=60000&lease=1000')).toMatchObject({
      prefix: 'my:app',
      leaseMs: 1000,
      keepMs: 60_000,
    });
    expect(read('redis://h?lease=7200000').keepMs).toBe(7_200_000);
  });

  it('says that it is a cluster, and where else that is', () => {
    expect(read('redis://h')).toMatchObject({ cluster: false, others: [] });
    expect(read('redis://h?cluster=false').cluster).toBe(false);
    expect(read('rediss://u:p@h:7000?cluster=true&addr=h2:7001&addr=[::1]')).toMatchObject({
      host: 'h',
      port: 7000,
      cluster: true,
      others: [
        { host: 'h2', port: 7001 },
        { host: '::1', port: 6379 },
      ],
    });
  });

  it('is refused if something in it makes no sense', () => {
    for (const wrong of [
      'redis://h/name',
      'redis://h/1/2',
      'redis://h/123456',
      'redis://h?lease=5',
      'redis://h?lease=-1000',
      'redis://h?lease=1s',
      'redis://h?keep=100',
      'redis://h?keep=3000000000',
      'redis://h?prefix=',
      'redis://h?prefix={x}',
      'redis://h?unknown=1',
      'redis://h?cluster=1',
      'redis://h/1?cluster=true',
      'redis://h?addr=h2:7001',
      'redis://h?cluster=true&addr=',
      'redis://h?cluster=true&addr=user@h2',
      'redis://h?cluster=true&addr=h2/1',
    ]) {
      expectThrow(() => read(wrong), 'ERR_WEFT_ARGUMENT');
    }
  });
});
