import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { noticeMissingTools } from './optional-tools.mjs';
import { findPinnedNode } from './pinned-node.mjs';
import { SetupProblem } from './problem.mjs';
import { childEnvironment } from './processes.mjs';
import { inRepository, root } from './repository.mjs';

// The stamp lies in node_modules, so it goes when they go.
const stampFile = inRepository('node_modules', '.weft-installed');

/**
 * Installs the dependencies unless this very lock file is installed already.
 *
 * @returns {string} the Node to run everything else on
 */
export function installDependencies() {
  const wanted = fingerprint();
  if (installedFingerprint() !== wanted) {
    console.log('Installing dependencies (once, and again when the lock file changes) …');
    const before = performance.now();
    install();
    writeFileSync(stampFile, wanted);
    console.log(`Dependencies are installed (${seconds(before)} s).`);
    noticeMissingTools();
  }
  return findPinnedNode();
}

function fingerprint() {
  const lock = readFileSync(inRepository('package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

function installedFingerprint() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

function install() {
  // `npm install` follows the lock file as `npm ci` does, but keeps what is installed already.
  // `--no-save`: set-up never changes a tracked file. Warnings would be about the system's Node, which is too old
  // for some of the tools: they run on the pinned one.
  const [program, ...words] = [...npm(), 'install', '--no-save', '--json', '--loglevel=silent'];
  const { status, stdout } = spawnSync(program, words, {
    cwd: root,
    env: childEnvironment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: program === 'npm' && process.platform === 'win32',
  });
  if (status === 0) return;
  throw new SetupProblem(
    `The dependencies could not be installed: ${reasonIn(stdout)}`,
    'They come from the npm registry. Check the network and its proxy settings, then run the same command again.\n' +
      'What npm did is in .cache/npm/_logs.',
  );
}

/**
 * What npm has to say about a failure, without the stack trace that it likes to print along with it.
 *
 * @param {string | null} output what `npm --json` printed; nothing if it did not even start
 */
function reasonIn(output) {
  const reason = /"summary": (?<text>".*")/.exec(output ?? '')?.groups?.text;
  return reason ? JSON.parse(reason).split('\n')[0] : 'npm could not be run.';
}

/** Under `npm start` npm names its own program; started by hand, the one on the PATH has to do. */
function npm() {
  const running = process.env.npm_execpath;
  return running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
}

/** @param {number} since */
function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
