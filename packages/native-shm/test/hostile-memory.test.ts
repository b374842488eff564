/** Files that are not what they seem, or not whose they should be, are refused before they can do harm. */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { attach, Lock } from '@weft/atomics';
import { ProcessRegion, SharedMemoryBlock } from '@weft/native-shm';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../atomics/dist-test/support/outcome.js';
import { Random, runSeed } from '../../atomics/dist-test/support/random.js';
import { ownFolder } from './support/own-folder.js';

const folder = ownFolder();
const path = join(folder, 'weft-it');
const CORRUPT = 'ERR_WEFT_CORRUPT_REGION';
const ACCESS = 'ERR_WEFT_REGION_ACCESS';

function openIt(): void {
  ProcessRegion.open('it', { bytes: 1024 }).close();
}

/** A sound region's file as bytes; it is gone again. */
function soundBytes(): Buffer<ArrayBuffer> {
  ProcessRegion.remove('it');
  const region = ProcessRegion.open('it', { bytes: 1024 });
  new Lock({ in: region, name: 'lock' });
  region.close();
  const bytes = Buffer.from(readFileSync(path));
  region.unlink();
  return bytes;
}

function write(bytes: Uint8Array): void {
  writeFileSync(path, bytes, { mode: 0o600 });
}

/** A sound region in which one word of the header is another. */
function withWord(index: number, change: (word: number) => number): Buffer {
  const bytes = soundBytes();
  bytes.writeInt32LE(change(bytes.readInt32LE(index * 4)) | 0, index * 4);
  return bytes;
}

describe('A file under the name of a region', () => {
  it('is refused if it is empty, short or random', () => {
    for (const bytes of [0, 1, 63, 64, 100, 4096, 65_536]) {
      write(randomBytes(bytes));
      expectThrow(openIt, CORRUPT);
      write(new Uint8Array(bytes));
      expectThrow(openIt, CORRUPT);
    }
  });

  it('is refused if it is truncated or longer than it says', () => {
    const bytes = soundBytes();
    for (const length of [bytes.length - 1, bytes.length - 4, 64, 4096]) {
      write(bytes.subarray(0, length));
      expectThrow(openIt, CORRUPT);
    }
    write(Buffer.concat([bytes, new Uint8Array(4)]));
    expectThrow(openIt, CORRUPT);
    write(bytes);
    openIt();
  });

  it('is refused if it has another version, other endianness or sizes that contradict each other', () => {
    write(withWord(1, (version) => version + 1));
    expect(openIt).toThrow(/layout version/);
    expectThrow(openIt, CORRUPT);
    write(soundBytes().swap32());
    expect(openIt).toThrow(/endianness/);
    for (const word of [2, 5, 6, 7]) {
      for (const change of [(w: number) => w + 1, (w: number) => -w, () => 0, () => 0x7fffffff, () => -1]) {
        write(withWord(word, change));
        expectThrow(openIt, CORRUPT);
      }
    }
  });

  it('is refused if it was made where process numbers mean others', () => {
    write(withWord(11, (space) => space + 1));
    expect(openIt).toThrow(/another container/);
    expectThrow(openIt, ACCESS);
  });

  it('never makes more than an error of random changes', () => {
    const random = new Random(runSeed('random changes'));
    const sound = soundBytes();
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(sound);
      for (let i = random.below(8); i >= 0; i -= 1) {
        // Mostly where it hurts: in the header, the slots in use and the first blocks.
        const at = random.below(2) === 0 ? random.below(64) : random.below(bytes.length);
        bytes[at] = random.below(256);
      }
      write(bytes);
      try {
        const region = ProcessRegion.open('it');
        try {
          region.inspect();
          region.get('lock');
          new Lock({ in: region, name: 'another' });
        } finally {
          region.close();
        }
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^ERR_WEFT_/);
      }
    }
  });

  it('is refused if others may use it', () => {
    const bytes = soundBytes();
    for (const mode of [0o644, 0o666, 0o640, 0o606, 0o601]) {
      write(bytes);
      chmodSync(path, mode);
      expectThrow(openIt, ACCESS);
      ProcessRegion.open('it', { mode: mode | 0o600 }).close();
    }
  });

  it.runIf(process.geteuid?.() === 0)('is refused if it belongs to somebody else', () => {
    write(soundBytes());
    chownSync(path, 12_345, 12_345);
    expect(openIt).toThrow(/belongs to user 12345/);
    expectThrow(openIt, ACCESS);
    ProcessRegion.open('it', { mode: 0o666 }).close();
  });

  it('is refused if it is a link, a folder or a pipe', () => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, soundBytes(), { mode: 0o600 });
    symlinkSync(elsewhere, path);
    expect(openIt).toThrow(/symbolic link/);
    expectThrow(openIt, ACCESS);
    expect(ProcessRegion.remove('it')).toBe(true);
    symlinkSync(join(folder, 'nowhere'), path);
    expectThrow(openIt, ACCESS);
    ProcessRegion.remove('it');
    mkdirSync(path);
    expectThrow(openIt, ACCESS);
    expect(() => ProcessRegion.remove('it')).toThrow();
    spawnSync('mkfifo', [join(folder, 'weft-pipe')]);
    expectThrow(() => ProcessRegion.open('pipe', { bytes: 16 }), ACCESS);
  });

  it('is shown as damaged, and does not keep the sound ones from being shown', () => {
    write(randomBytes(100));
    ProcessRegion.open('sound', { bytes: 16 }).close();
    symlinkSync('/nowhere', join(folder, 'weft-link'));
    writeFileSync(join(folder, 'weft-%zz'), 'no name of ours');
    expect(ProcessRegion.list()).toMatchObject([
      { name: 'it', kind: 'damaged', problem: expect.stringContaining('no Weft region') },
      { name: 'link', kind: 'damaged' },
      { name: 'sound', kind: 'region', bytes: 16, participants: [], stale: false },
    ]);
    expect(ProcessRegion.reap()).toEqual([]);
  });
});

describe('A handle', () => {
  it('is refused if it does not lead to what it stands for', () => {
    const region = ProcessRegion.open('it', { bytes: 16 });
    const handle = { ...region.handle };
    region.close();
    expect(attach<ProcessRegion>({ ...handle }).id).toBe(region.id);
    attach<ProcessRegion>({ ...handle }).close();
    region.unlink();
    expectThrow(() => attach({ ...handle }), 'ERR_WEFT_REGION_NOT_FOUND');
    ProcessRegion.open('it', { bytes: 16 }).close();
    expectThrow(() => attach({ ...handle }), 'ERR_WEFT_REGION_NOT_FOUND');
    expectThrow(() => attach({ ...handle, id: undefined }), CORRUPT);
    expectThrow(() => attach({ ...handle, version: 99 }), CORRUPT);
    expectThrow(() => attach({ ...handle, name: 5 }), 'ERR_WEFT_ARGUMENT');
    // The refusals have left nothing locked.
    ProcessRegion.open('it').close();
  });

  it('does not open what another process has open under that number', () => {
    const { handle } = ProcessRegion.anonymous({ bytes: 16 });
    const foreign = { ...handle, id: '0' };
    for (const file of [0, 1, 2, 9999]) {
      expectThrow(() => attach({ ...foreign, file }), 'ERR_WEFT_REGION_NOT_FOUND');
    }
    for (const bad of [-1, 1.5, '../../etc/passwd', null]) {
      expectThrow(() => attach({ ...foreign, file: bad }), 'ERR_WEFT_ARGUMENT');
      expectThrow(() => attach({ ...foreign, pid: bad }), 'ERR_WEFT_ARGUMENT');
    }
    expectThrow(() => attach({ ...foreign, pid: 0x7fffffff }), 'ERR_WEFT_REGION_NOT_FOUND');
  });
});

describe('A file that many names lead to', () => {
  it('loses only the name that is removed', () => {
    using region = ProcessRegion.open('it', { bytes: 16 });
    linkSync(path, join(folder, 'weft-other'));
    expect(ProcessRegion.open('other')).toBe(region);
    expect(region.unlink()).toBe(true);
    expect(readdirSync(folder)).toEqual(['weft-other']);
  });
});

describe('A block', () => {
  it('is refused if its bytes are cut off', () => {
    new SharedMemoryBlock('it', 100_000).close();
    truncateSync(path, 1000);
    expectThrow(() => new SharedMemoryBlock('it'), CORRUPT);
  });
});
