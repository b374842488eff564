/** What memory looks like after each store of a call, and how the world goes on if its thread has died there. */
import { attach, Region } from '@weft/atomics';
import { REGION, SLOT, STATUS } from '@weft/atomics/kit';

/** Small, so that its images are; one extent is enough for what the tests keep in it. */
const BYTES = 256 * 1024;

export function smallRegion(): Region {
  return Region.create({ bytes: BYTES, maxParticipants: 4 });
}

export function bufferOf(region: Region): SharedArrayBuffer {
  return (region.handle as unknown as { buffer: SharedArrayBuffer }).buffer;
}

/** The region as the next thread finds it if all that had it open died at that moment. */
export function survive(region: Region, image: SharedArrayBuffer): Region {
  return revive(region, image.slice(0));
}

/** Another region with the content of one, and again and again: each takes the memory of the one before. */
export function copiesOf(region: Region): () => Region {
  const image = new Int32Array(bufferOf(region).slice(0));
  const buffer = new SharedArrayBuffer(image.byteLength);
  const words = new Int32Array(buffer);
  return () => {
    words.set(image);
    return revive(region, buffer);
  };
}

let revived = 0;

function revive(region: Region, buffer: SharedArrayBuffer): Region {
  const words = new Int32Array(buffer);
  // Another region than those that this thread has open already, or has had.
  revived += 1;
  words[REGION.ID_HIGH] = process.pid;
  words[REGION.ID_LOW] = revived;
  const table = words[REGION.PARTICIPANTS] as number;
  for (let slot = 0; slot < (words[REGION.CAPACITY] as number); slot += 1) {
    const at = table + slot * SLOT.SIZE + SLOT.STATUS;
    if (((words[at] as number) & STATUS.MASK) === STATUS.ALIVE) words[at] = STATUS.DEAD;
  }
  return attach<Region>({ ...region.handle, buffer });
}
