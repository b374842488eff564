/** Has the calls of a connection carried by memory that client and server share. */
import { loadNative } from '../load-native.js';
import type { Duplex } from '../transport/layout.js';
import { openMemory } from '../transport/memory.js';
import type { FrameSocket } from '../wire/frame-socket.js';
import { tell } from '../wire/messages.js';

/**
 * @param ask asks the server at the other end of `frames` for memory: the handle
 * @throws whatever is in the way; the connection stays as it was
 */
export async function shareMemory(frames: FrameSocket, ask: () => Promise<string>): Promise<void> {
  // Before the server is asked: it makes the memory for nothing otherwise.
  await loadNative("transport 'shared-memory'");
  if (frames.ended) return;
  const duplex = await opened(frames, await ask());
  if (frames.ended) return;
  tell(frames.writer, 'takeMemory');
  frames.sendShared(duplex);
}

async function opened(frames: FrameSocket, handle: string): Promise<Duplex> {
  try {
    return await openMemory(handle);
  } catch (error) {
    tell(frames.writer, 'declineMemory');
    frames.flushSoon();
    throw error;
  }
}
