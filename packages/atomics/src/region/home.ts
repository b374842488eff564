/**
 * The home of this process's threads: a region without a heap, whose participant table and bell serve all objects
 * that live in private buffers.
 *
 * Workers find the home of the process through the runtime's environment data; where two threads made homes of
 * their own nevertheless (both began to use Weft before they could know of each other, or the runtime has no such
 * data, as in browsers), handles carry the home along and a thread joins as many as it meets.
 */
import { ThreadMemory } from '../memory/thread-memory.js';
import { builtin } from '../threads/runtime.js';
import { watchDeaths } from '../threads/watch-deaths.js';
import { formatRegion, readHeader, regionWords } from './header.js';
import { Membership } from './membership.js';
import { ParticipantTable } from './participants.js';

const HOME_KEY = '@weft/atomics:home';
const HOME_PARTICIPANTS = 1024;

/** A home that this thread has joined. */
export interface Home {
  readonly memory: ThreadMemory;
  readonly members: Membership;
}

const joined = new Map<string, Home>();

/** The home in that buffer; joins it at the first call. */
export function homeIn(buffer: SharedArrayBuffer): Home {
  const memory = new ThreadMemory(buffer);
  const header = readHeader(memory.words);
  let home = joined.get(header.id);
  if (home === undefined) {
    const table = new ParticipantTable(memory.words, header.participants, header.capacity);
    home = { memory, members: new Membership(table) };
    joined.set(header.id, home);
    watchDeaths();
  }
  return home;
}

function makeHome(): SharedArrayBuffer {
  const memory = new ThreadMemory(regionWords(HOME_PARTICIPANTS, 0) * 4);
  formatRegion(memory.words, HOME_PARTICIPANTS);
  return memory.buffer;
}

function findHome(): SharedArrayBuffer {
  try {
    const workers = builtin('node:worker_threads');
    const inherited = workers?.getEnvironmentData(HOME_KEY) as unknown;
    if (inherited instanceof SharedArrayBuffer) {
      readHeader(new Int32Array(inherited));
      return inherited;
    }
    const made = makeHome();
    workers?.setEnvironmentData(HOME_KEY, made as unknown as string);
    return made;
  } catch {
    // No such data here, or a home of another version of this package: this thread founds its own.
    return makeHome();
  }
}

const homeBuffer = findHome();

/** The home of this thread. */
export function ownHome(): Home {
  return homeIn(homeBuffer);
}
