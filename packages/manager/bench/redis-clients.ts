/** Lists and hashes of Redis, through this package and through bare clients. */
import { Manager } from '@weft/manager';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { startServer } from './redis-server.js';

/** What is measured: the verbs that are one command of Redis each. */
export interface Contents {
  /** `LINDEX` */
  get(index: number): Promise<unknown>;
  /** `RPUSH` */
  append(value: number): Promise<unknown>;
  /** `HSET` */
  set(key: string, value: number): Promise<unknown>;
  stop(): Promise<void>;
}

/** Numbers that each list has from the beginning: 0 to 999. */
export const LENGTH = 1000;

const numbers: readonly number[] = Array.from({ length: LENGTH }, (_, i) => i);

export async function weft(): Promise<Contents> {
  const server = await startServer();
  const manager = await Manager.connect(`redis://127.0.0.1:${server.port}`);
  const list = await manager.list(numbers);
  const grown = await manager.list<number>();
  const dict = await manager.dict<string, number>();
  return {
    get: (index) => list.get(index),
    append: (value) => grown.append(value),
    set: (key, value) => dict.set(key, value),
    async stop() {
      await manager.close();
      await server.stop();
    },
  };
}

/** @param pipelined whether it gathers the commands of one turn of the event loop by itself */
export async function ioredis(pipelined: boolean): Promise<Contents> {
  const server = await startServer();
  const redis = new Redis({ port: server.port, enableAutoPipelining: pipelined });
  await redis.rpush('list', ...numbers);
  return {
    get: async (index) => Number(await redis.lindex('list', index)),
    append: (value) => redis.rpush('grown', value),
    set: (key, value) => redis.hset('dict', key, value),
    async stop() {
      redis.disconnect();
      await server.stop();
    },
  };
}

export async function nodeRedis(): Promise<Contents> {
  const server = await startServer();
  const client = await createClient({ socket: { port: server.port } }).connect();
  await client.rPush('list', numbers.map(String));
  return {
    get: async (index) => Number(await client.lIndex('list', index)),
    append: (value) => client.rPush('grown', String(value)),
    set: (key, value) => client.hSet('dict', key, value),
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}
