import { linearizabilitySuite } from '../linearizability/suite.js';
import { shmSetting } from './support/setting.js';

linearizabilitySuite(shmSetting);
