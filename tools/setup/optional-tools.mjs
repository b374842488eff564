import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { inRepository } from './repository.mjs';

// Where a package may keep Rust, and what the repository goes without when nothing can compile it.
const rustFolders = [
  { folder: 'bench/compare/rust', without: 'the Rust contenders of the benches' },
  { folder: 'crate', without: 'the native packages and the tests that need them' },
];

/** Says what is skipped, and how to get it, where a tool is missing that npm does not bring. */
export function noticeMissingTools() {
  const skipped = rustFolders.filter(({ folder }) => somePackageHas(folder)).map(({ without }) => without);
  if (skipped.length === 0 || runs('cargo')) return;
  console.log(`Note: cargo was not found, so this is skipped: ${skipped.join('; ')}.`);
  console.log('To get it, install Rust from https://rustup.rs and run the same command again.');
}

/** @param {string} folder */
function somePackageHas(folder) {
  return readdirSync(inRepository('packages')).some((name) =>
    existsSync(inRepository('packages', name, folder)),
  );
}

/** @param {string} program */
function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}
