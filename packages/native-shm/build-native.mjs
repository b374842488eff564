// Compiles the native binary of this machine into this folder. Without Rust the package still builds: it says at first
// use what is missing, and so does this.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cargoEnvironment } from './cargo-environment.mjs';

const words = ['build', '--platform', '--release', '--strip', '--no-js'];

if (spawnSync('cargo', ['--version']).status !== 0) {
  console.log(
    'cargo was not found, so @weft/native-shm is built without its native binary: https://rustup.rs',
  );
} else {
  const cli = createRequire(import.meta.url).resolve('@napi-rs/cli/package.json');
  const command = join(dirname(cli), 'dist', 'cli.js');
  process.exitCode =
    spawnSync(process.execPath, [command, ...words], { stdio: 'inherit', env: cargoEnvironment }).status ?? 1;
}
