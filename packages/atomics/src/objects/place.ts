/** Gives new objects their memory. */
import { checkName, checkOptions, shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { BLOCK, BLOCK_ALIGN } from '../layout.js';
import { ThreadMemory } from '../memory/thread-memory.js';
import { homeIn, ownHome } from '../region/home.js';
import { Region } from '../region/region.js';
import { Block, type Blueprint, bellOf, contentWords, writeBlock } from './block.js';
import { type PrivateObjectHandle, privateObjectHandle } from './handle.js';
import type { Kind } from './kinds.js';
import type { ObjectOptions } from './shared-object.js';

/** A block for a new object as `options` ask for it; of an existing one where the name is taken. */
export function place(
  kind: Kind,
  options: ObjectOptions,
  stateWords: number,
  init?: (words: Int32Array, state: number) => void,
): Block {
  checkPlace(kind.name, options);
  const name = options.name === undefined ? undefined : checkName(options.name);
  const blueprint: Blueprint = { kind, stateWords, name, ...(init && { init }) };
  return options.in === undefined ? placePrivately(blueprint) : options.in.place(blueprint, options.name);
}

/** Checks where an object is to live, before anything is made. */
export function checkPlace(kindName: string, options: ObjectOptions): void {
  checkOptions(`options of ${kindName}`, options);
  if (options.name !== undefined) checkName(options.name);
  if (options.in === undefined || options.in instanceof Region) return;
  throw new ArgumentError(
    `in must be the Region that the ${kindName} is to live in, got ${shown(options.in)}`,
  );
}

function placePrivately(blueprint: Blueprint): Block {
  const size = Math.ceil((BLOCK.HEADER + contentWords(blueprint)) / BLOCK_ALIGN) * BLOCK_ALIGN;
  const memory = new ThreadMemory(size * 4);
  memory.words[BLOCK.SIZE_USED] = (size << 1) | 1;
  writeBlock(memory.words, 0, blueprint);
  return privateBlock(memory, ownHome().memory.buffer);
}

/** The block behind the handle of an object in a private buffer. */
export function attachPrivateBlock(handle: PrivateObjectHandle): Block {
  return privateBlock(new ThreadMemory(handle.buffer), handle.home);
}

function privateBlock(memory: ThreadMemory, homeBuffer: SharedArrayBuffer): Block {
  const home = homeIn(homeBuffer);
  return new Block(
    {
      memory,
      members: home.members,
      bell: bellOf(home.memory),
      handleAt: (kind) => privateObjectHandle(kind, memory.buffer, homeBuffer),
    },
    0,
  );
}
