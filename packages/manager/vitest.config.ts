import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { leaveOut, suitesHere } from '../../vitest.base.ts';
import { findServers } from './test/redis/support/find-server.ts';

export default defineConfig(withServer(suitesHere(/\/(shm|transport)\//)));

/** The same without the suites that need a server of Valkey or Redis, where none is installed. */
function withServer(suites: ViteUserConfig): ViteUserConfig {
  if (findServers().length > 0) return suites;
  if (process.env.CI)
    throw new Error('there is no valkey-server or redis-server: run .ci/system-packages first');
  return leaveOut(suites, /\/redis\/(?!address)/, 'No Valkey or Redis here: suites on it');
}
