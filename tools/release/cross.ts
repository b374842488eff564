/** `npm run release:cross`: see `--help`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { kib } from './audit/sizes.ts';
import { crossBuild } from './cross/build.ts';
import { debianIsMissing, unpackDebian } from './cross/debian.ts';
import { loadAndCheck } from './cross/load.ts';
import { crates, elsewhere, targets } from './cross/targets.ts';
import { getToolchain } from './cross/toolchain.ts';
import { asProgram } from './program.ts';
import { publicPackages, root } from './workspace.ts';

const { keep = false } = new Command('release:cross')
  .description(
    'Builds the native packages for the other targets that Linux can build for, with zig as linker, into ' +
      '.cache/release/binaries, and has each work in a Node for its target: arm64 in an emulator, musl on its own loader. ' +
      'The rehearsal of a release takes them from there. The repository must be built.',
  )
  .option('--keep', 'leave the temporary folder, to look into it')
  .parse()
  .opts<{ keep?: boolean }>();

await asProgram(keep, async ({ folder, signal, progress }) => {
  const table = new Table({ head: ['target', 'package', 'size', 'loaded'], style: { head: [], border: [] } });
  progress('Getting zig and the libraries of Rust');
  const toolchain = await getToolchain(
    targets.map(({ triple }) => triple),
    signal,
  );
  const missing = await debianIsMissing();
  if (missing === undefined) progress('Getting an emulator and C libraries');
  const debian = missing === undefined ? await unpackDebian(signal) : undefined;

  for (const { triple, runner } of targets) {
    for (const crate of crates) {
      const built = publicPackages(root).find((each) => each.folder.endsWith(`/${crate.folder}`));
      if (built === undefined) continue;
      progress(`Building ${crate.folder} for ${triple}`);
      const binary = await crossBuild(built, triple, toolchain, signal);
      progress(`Loading ${crate.folder} for ${triple}`);
      const place = join(folder, triple, crate.folder);
      const loaded =
        debian === undefined
          ? `not tried: that needs ${missing}`
          : await loadAndCheck(crate, binary, runner, debian, place, signal);
      table.push([triple, built.manifest.name, `${kib(statSync(binary).size)} KiB`, loaded]);
    }
  }
  const others = Object.entries(elsewhere).map(([triple, why]) => `${triple} ${why}.`);
  return [table.toString(), ...others].join('\n');
});
