import { Manager } from '@weft/manager';
import type { Instance, Setting } from '../../conformance/stage.js';
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
