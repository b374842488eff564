/**
 * An npm registry on loopback, for the time of a rehearsal: Verdaccio, which keeps what is published in a temporary
 * folder and gets everything else from the registry that npm is set to. It is fetched at first use, since it is larger
 * than all that the repository needs otherwise.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { run } from './command.ts';
import { root } from './workspace.ts';

const VERSION = '6.10.4';

/** A dependency of one of its plugins names a tag of `node-fetch` which not every mirror of the registry has. */
const OVERRIDES = { 'node-fetch': '2.7.0' };

export interface Registry {
  /** What npm has to be told to use it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): void;
}

interface Verdaccio {
  runServer(config: object): Promise<Server>;
}

export async function startRegistry(folder: string, signal: AbortSignal): Promise<Registry> {
  const upstream = await run('npm', ['config', 'get', 'registry'], { cwd: root, signal });
  const { runServer } = createRequire(join(await verdaccioHome(signal), 'index.js'))(
    'verdaccio',
  ) as Verdaccio;
  mkdirSync(folder, { recursive: true });
  const server = await runServer({
    storage: join(folder, 'storage'),
    self_path: folder,
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    // A hiccup of the network is npm's to try again: by itself, the server would give up on it for minutes.
    uplinks: { upstream: { url: upstream, cache: true, timeout: '60s', max_fails: 100, fail_timeout: '1s' } },
    packages: {
      '@weft/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    max_body_size: '100mb',
    log: { type: 'file', path: join(folder, 'log'), level: 'warn' },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = join(folder, 'npmrc');
  // npm wants a token to publish; this registry takes anybody's.
  writeFileSync(settings, `registry=http://${host}/\n//${host}/:_authToken=rehearsal\n`);
  return {
    environment: {
      npm_config_userconfig: settings,
      npm_config_registry: `http://${host}/`,
      // A version that another rehearsal published under the same number must not come out of a cache.
      npm_config_cache: join(folder, 'cache'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The folder in whose `node_modules` Verdaccio is. */
function verdaccioHome(signal: AbortSignal): Promise<string> {
  return cached(`verdaccio-${VERSION}`, async (folder) => {
    const manifest = { private: true, dependencies: { verdaccio: VERSION }, overrides: OVERRIDES };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, signal });
  });
}
