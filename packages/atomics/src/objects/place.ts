/** Gives new objects their memory. */
import { checkName } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { BLOCK, BLOCK_ALIGN } from '../layout.js';
import { ThreadMemory } from '../memory/thread-memory.js';
import { homeIn, ownHome } from '../region/home.js';
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
  if (typeof options !== 'object' || options === null) {
    throw new ArgumentError(`options of ${kind.name} must be an object, got ${String(options)}`);
  }
  const name = options.name === undefined ? undefined : checkName(options.name);
  const blueprint: Blueprint = { kind, stateWords, name, ...(init && { init }) };
  return options.in === undefined ? placePrivately(blueprint) : options.in.place(blueprint, options.name);
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
