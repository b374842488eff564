import type { EventMask } from './events.js';
import type { FileObject } from './file-object.js';

/** What a selector knows of a registered file object, at the time it was asked. Never changes: `modify` makes a new one. */
export interface SelectorKey<T = unknown> {
  /** What was registered. */
  readonly fileobj: FileObject;
  /** Its file descriptor at that time. */
  readonly fd: number;
  /** What it is watched for. */
  readonly events: EventMask;
  /** The caller's own. */
  readonly data: T;
}
