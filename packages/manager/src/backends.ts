/** The backends by the schemes of their addresses. Each is loaded when it is asked for, and nobody pays for the others. */
import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import type { BackendModule } from './backend.js';

const server = (): Promise<BackendModule> => import('./client/backend.js');

const redis = (): Promise<BackendModule> => import('./redis/backend.js');

const LOADERS: Readonly<Record<string, () => Promise<BackendModule>>> = {
  'unix:': server,
  'tcp:': server,
  'tls:': server,
  'shm:': () => import('./shm/backend.js'),
  'redis:': redis,
  'rediss:': redis,
};

/** @throws ArgumentError for what is no address of a backend */
export async function backendOf(address: unknown): Promise<{ module: BackendModule; url: URL }> {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined;
  const load = url && LOADERS[url.protocol];
  if (url === undefined || load === undefined) {
    const schemes = Object.keys(LOADERS).map((scheme) => `${scheme}//`);
    throw new ArgumentError(`address must begin with one of ${schemes.join(', ')}, got ${shown(address)}`);
  }
  return { module: await load(), url };
}
