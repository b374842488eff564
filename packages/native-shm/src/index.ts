/** `@weft/native-shm`: the objects of `@weft/atomics` between processes. */
import './region/open-handle.js';

export {
  NativeBinaryError,
  RegionAccessError,
  RegionExistsError,
  RegionNotFoundError,
  SystemError,
} from './errors.js';
export { ProcessMemory } from './memory/process-memory.js';
export { fromHandleString, type ProcessRegionHandle, toHandleString } from './region/handle.js';
export type { MappedRegion } from './region/mapped-region.js';
export type { Create } from './region/open-segment.js';
export {
  type AnonymousRegionOptions,
  type OpenRegionOptions,
  ProcessRegion,
} from './region/process-region.js';
export type { RegionInfo } from './region/registry.js';
export { SharedMemoryBlock, type SharedMemoryBlockOptions } from './region/shared-memory-block.js';
