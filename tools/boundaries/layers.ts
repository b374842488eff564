/** Who may import whom among the packages: each row names everything its package may use. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  atomics: [],
  'native-shm': ['atomics'],
  'shared-queue': ['atomics'],
  threads: ['atomics', 'shared-queue', 'native-shm'],
  manager: ['atomics', 'shared-queue', 'threads', 'native-shm'],
  'native-epoll': [],
  coroutines: ['native-epoll'],
};

/**
 * What tests and benches may use besides: objects of a package are also tried in the memory of another one, and where
 * another package is to wait for them.
 */
export const testLayers: Readonly<Record<string, readonly string[]>> = {
  'shared-queue': ['native-shm'],
  'native-epoll': ['atomics'],
};
