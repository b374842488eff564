/** What actors do with regions. */
import { attach, type Event, type Lock } from '@weft/atomics';
import { ProcessRegion, SharedMemoryBlock } from '@weft/native-shm';

export function namesIn(name: string): string[] {
  using region = ProcessRegion.open(name, { create: false });
  return region.names();
}

export function isLocked(region: string, name: string): boolean {
  using opened = ProcessRegion.open(region);
  return (opened.get(name) as Lock).locked();
}

/** Opens a region as soon as the event is set; returns its id. */
export function openAfter(name: string, event: Event): string {
  event.waitSync();
  using region = ProcessRegion.open(name, { bytes: 1024 });
  return region.id;
}

export function keepOpen(name: string): void {
  ProcessRegion.open(name, { create: false });
}

export function attachIt(message: unknown): string {
  return attach<{ id: string }>(message).id;
}

export function byteOf(name: string, index: number): number | undefined {
  using block = new SharedMemoryBlock(name);
  return new Uint8Array(block.buffer)[index];
}

export function byteThrough(block: SharedMemoryBlock, index: number): number | undefined {
  return new Uint8Array(block.buffer)[index];
}
