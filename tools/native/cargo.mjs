// Runs cargo, if it is there: `node cargo.mjs <what it is for> -- <arguments>`. Without Rust the rest of the package
// can still be worked on, so that is said and is no failure.
import { spawnSync } from 'node:child_process';
import { cargoEnvironment } from './cargo-environment.mjs';

const [, , purpose, , ...words] = process.argv;

if (spawnSync('cargo', ['--version']).status === 0) {
  process.exitCode = spawnSync('cargo', words, { stdio: 'inherit', env: cargoEnvironment }).status ?? 1;
} else {
  console.log(
    `cargo was not found, so ${purpose} is skipped. To get it, install Rust from https://rustup.rs`,
  );
}
