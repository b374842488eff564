// A project in a browser has no `@types/node`: the declarations of these packages must do without.
export type * as atomics from '@weft/atomics';
export type * as coroutines from '@weft/coroutines';
export type * as sharedQueue from '@weft/shared-queue';
export type * as threads from '@weft/threads';
