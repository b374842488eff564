import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { inRepository, root } from './repository.mjs';

// A terminal's Ctrl-C arrives several times over: the terminal sends it to every process in the foreground
// and npm sends its own copy on. What comes within this time is one and the same wish.
const sameWishMs = 500;
const parentCheckMs = 250;

/** @type {NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * The environment of every child: the repository's own programs first, and everything that tools like to
 * keep in the home or temporary folder inside the repository instead.
 */
export function childEnvironment() {
  return {
    ...process.env,
    PATH: [inRepository('node_modules', '.bin'), process.env.PATH].join(delimiter),
    npm_config_cache: inRepository('.cache', 'npm'),
    npm_config_logs_dir: inRepository('.cache', 'npm', '_logs'),
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_COMPILE_CACHE: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_WORKSPACE_DATA_DIRECTORY: inRepository('.cache', 'nx', 'workspace'),
    NX_NATIVE_FILE_CACHE_DIRECTORY: inRepository('.cache', 'nx', 'native'),
  };
}

/**
 * Runs a program that owns the terminal from now on. Signals reach it, and its exit code is returned;
 * by the time this resolves it has ended.
 *
 * @param {string} program
 * @param {string[]} words
 * @returns {Promise<number>}
 */
export function runInForeground(program, words) {
  const child = spawn(program, words, { stdio: 'inherit', env: childEnvironment() });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
  });
}

/**
 * Runs a program to its end without showing what it prints.
 *
 * @param {string} program
 * @param {string[]} words
 * @returns {{ ok: boolean, output: string }}
 */
export function runQuietly(program, words) {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: root,
    env: childEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  return { ok: status === 0, output: error ? error.message : stdout + stderr };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} to call when the child has ended
 */
function forwardSignals(child) {
  let lastSent = Number.NEGATIVE_INFINITY;
  /** @param {NodeJS.Signals} name */
  const forward = (name) => {
    const shared = name === 'SIGINT' && process.stdin.isTTY; // the terminal has sent it to the child, too
    if (shared || performance.now() - lastSent < sameWishMs) return;
    lastSent = performance.now();
    child.kill(name);
  };
  for (const name of endingSignals) process.on(name, forward);

  // npm runs scripts through a shell that does not pass signals on: whoever ends npm alone leaves this process
  // to the system's first one, and that change of parent is the only sign of it.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid === parent || forward('SIGTERM'), parentCheckMs);

  return () => {
    clearInterval(watch);
    for (const name of endingSignals) process.off(name, forward);
  };
}
