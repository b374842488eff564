import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandLine } from '../cross/load.ts';
import { crates, elsewhere, targets, versions } from '../cross/targets.ts';
import { binaryOf, hostPlatform } from '../platform.ts';
import { publicPackages, root } from '../workspace.ts';

const native = publicPackages(root).filter(({ isNative }) => isNative);

it('builds each target of the native packages here, or says where it comes from', () => {
  const known = [...targets.map(({ triple }) => triple), ...Object.keys(elsewhere)].sort();
  for (const { manifest } of native) expect([...(manifest.napi?.targets ?? [])].sort()).toEqual(known);
});

it('builds the same targets with the same tools in the release workflow', () => {
  const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
  const built = [...workflow.matchAll(/\btarget: (?<triple>[\w-]+)/g)].map(({ groups }) => groups?.triple);
  expect(built.sort()).toEqual([...targets.map(({ triple }) => triple), ...Object.keys(elsewhere)].sort());
  expect(workflow).toContain(`version: ${versions.ziglang}`);
  expect(workflow).toContain(`cargo-zigbuild@${versions['cargo-zigbuild']}`);
});

it('has a check for each native package', () => {
  expect(crates.map(({ folder }) => join(root, 'packages', folder)).sort()).toEqual(
    native.map(({ folder }) => folder).sort(),
  );
});

it('names binaries and platforms as napi does', () => {
  expect(binaryOf('weft-shm', 'aarch64-unknown-linux-musl')).toBe('weft-shm.linux-arm64-musl.node');
  expect(binaryOf('weft-shm', 'x86_64-apple-darwin')).toBe('weft-shm.darwin-x64.node');
  expect(hostPlatform()).toContain(`${process.platform}-${process.arch}`);
});

it('starts a foreign Node through its loader, or through an emulator that finds the loader', () => {
  const loader = 'lib/ld-musl-x86_64.so.1';
  expect(commandLine({ wheel: '', loader }, '/debian', '/node')).toEqual([join('/debian', loader), '/node']);
  expect(commandLine({ wheel: '', loader, emulator: 'usr/bin/qemu' }, '/debian', '/node')).toEqual([
    join('/debian', 'usr/bin/qemu'),
    '-L',
    '/debian',
    '/node',
  ]);
});
