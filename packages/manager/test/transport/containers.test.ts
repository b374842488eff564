import { containerSuites } from '../conformance/containers.js';
import { bySharedMemory } from '../server/setting.js';

containerSuites(bySharedMemory);
