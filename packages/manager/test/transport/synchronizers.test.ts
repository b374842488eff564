import { synchronizerSuites } from '../conformance/synchronizers.js';
import { bySharedMemory } from '../server/setting.js';

synchronizerSuites(bySharedMemory);
