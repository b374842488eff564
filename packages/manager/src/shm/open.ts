/** Whether objects may be used still. */
import { ClosedError } from '@weft/atomics';
import type { Block } from '@weft/atomics/kit';

/** @throws ClosedError once the manager that an object came from is closed */
export function checkOpen(block: Block): void {
  if (block.members.left) throw new ClosedError('the manager of this object is closed: connect again');
}
