/** Teaches `attach` the handles of regions of processes. */
import type { Region, RegionHandle } from '@weft/atomics';
import { CorruptRegionError } from '@weft/atomics';
import { registerRegionScope } from '@weft/atomics/kit';
import { RegionNotFoundError } from '../errors.js';
import type { ProcessRegionHandle } from './handle.js';
import { openWithId } from './mapped-region.js';
import { type Opened, openByHandle } from './open-segment.js';
import { ProcessRegion } from './process-region.js';
import { finishJoin } from './segment.js';
import { SharedMemoryBlock } from './shared-memory-block.js';

function openHandle(handle: RegionHandle): Region {
  const { id } = handle as ProcessRegionHandle;
  if (typeof id !== 'string')
    throw new CorruptRegionError('the handle does not say which region it stands for');
  const known = openWithId(id);
  if (known !== undefined) return known;
  const opened = openByHandle(handle as ProcessRegionHandle);
  const segment = 'region' in opened ? opened.region.segment : opened.segment;
  if (segment.header.id !== id) {
    if ('segment' in opened) finishJoin(segment);
    throw new RegionNotFoundError(
      'the region that the handle stands for was removed; its name belongs to another one by now',
    );
  }
  return regionOf(opened);
}

function regionOf(opened: Opened): Region {
  if ('region' in opened) return opened.region;
  return opened.segment.parts.blockBytes > 0 ? new SharedMemoryBlock(opened) : ProcessRegion.from(opened);
}

registerRegionScope('process', openHandle);
