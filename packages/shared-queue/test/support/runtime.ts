/** What the runtimes differ in: the same for all packages. Here, because the runtime matrix asks each for its own. */
export * from '../../../atomics/dist-test/support/runtime.js';
