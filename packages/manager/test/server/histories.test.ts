import { linearizabilitySuite } from '../linearizability/suite.js';
import { onServer } from './setting.js';

linearizabilitySuite(onServer);
