/** `ioredis` is a peer that programs without Redis need not install. */
import { BackendMissingError } from '../../errors.js';

type Client = typeof import('ioredis');

/** @throws BackendMissingError */
export async function loadClient(): Promise<Client['Redis']> {
  try {
    return (await import('ioredis')).Redis;
  } catch (error) {
    throw new BackendMissingError('redis:// and rediss:// need the package ioredis: npm install ioredis', {
      cause: error,
    });
  }
}
