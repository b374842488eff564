import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { runQuietly } from './processes.mjs';
import { inRepository } from './repository.mjs';

// What the tools themselves ask for (Vitest is the strictest).
const oldestForTools = { major: 22, minor: 12 };

/**
 * The Node that runs everything after the install: the one that package.json pins, or the system's own where
 * no pinned binary exists for the platform.
 *
 * @returns {string} path of its executable
 */
export function findPinnedNode() {
  const folder = inRepository('node_modules', 'node', 'bin');
  const pinned = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  if (process.execPath === pinned || runQuietly(pinned, ['--version']).ok) return pinned;

  const { devDependencies } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
  if (isRecentEnough(process.versions.node)) {
    console.log(`No Node ${devDependencies.node} runs here: going on with Node ${process.versions.node}.`);
    return process.execPath;
  }
  throw new SetupProblem(
    `The repository's own Node ${devDependencies.node} is missing or does not run on ${process.platform}-${process.arch}.`,
    `Delete node_modules and run the same command again, or start it with Node ${oldestForTools.major}.${oldestForTools.minor} or later.`,
  );
}

/** @param {string} version */
function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const { major: oldestMajor, minor: oldestMinor } = oldestForTools;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
