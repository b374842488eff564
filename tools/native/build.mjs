// Compiles the native binary of this machine into the package's folder, in which it is run; words after it are napi's,
// such as `--features`. Without Rust the package still builds: it says at first use what is missing, and so does this.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cargoEnvironment } from './cargo-environment.mjs';

const words = ['build', '--platform', '--release', '--strip', '--no-js', ...process.argv.slice(2)];

if (spawnSync('cargo', ['--version']).status !== 0) {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
  console.log(`cargo was not found, so ${name} is built without its native binary: https://rustup.rs`);
} else {
  const cli = createRequire(import.meta.url).resolve('@napi-rs/cli/package.json');
  const command = join(dirname(cli), 'dist', 'cli.js');
  process.exitCode =
    spawnSync(process.execPath, [command, ...words], { stdio: 'inherit', env: cargoEnvironment }).status ?? 1;
}
