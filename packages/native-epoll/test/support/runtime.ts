/** What the runtimes differ in; see there. */
export * from '../../../atomics/dist-test/support/runtime.js';
