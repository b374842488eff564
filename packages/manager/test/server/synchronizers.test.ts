import { synchronizerSuites } from '../conformance/synchronizers.js';
import { bySocket, onServer } from './setting.js';

synchronizerSuites(onServer);
synchronizerSuites(bySocket);
