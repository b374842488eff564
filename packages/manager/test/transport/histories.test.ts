import { linearizabilitySuite } from '../linearizability/suite.js';
import { bySharedMemory } from '../server/setting.js';

linearizabilitySuite(bySharedMemory);
