import { basename } from 'node:path';
import { Manager } from '@weft/manager';
import type { Instance, Setting } from '../../conformance/stage.js';
import { findServers } from './find-server.js';
import { RedisCluster } from './redis-cluster.js';
import { RedisServer, type ServerOptions } from './redis-server.js';

/** Where conformance suites run. @param query options of the address */
export function redisSetting(title: string, options: ServerOptions = {}, query: string = ''): Setting {
  return {
    title,
    ordered: false,
    async start(): Promise<Instance> {
      const server = await RedisServer.start(options);
      return {
        connect: () => Manager.connect(`${server.url}${query}`),
        stop: () => server.stop(),
      };
    },
  };
}

/** The same on each server that is installed. */
export function redisSettings(): Setting[] {
  return findServers().map((program) => redisSetting(basename(program), { program }));
}

/** The same in a cluster. */
export function clusterSetting(query: string = ''): Setting {
  return {
    title: 'a cluster',
    ordered: false,
    async start(): Promise<Instance> {
      const cluster = await RedisCluster.start();
      return {
        connect: () => Manager.connect(`${cluster.url}${query}`),
        stop: () => cluster.stop(),
      };
    },
  };
}
