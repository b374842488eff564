import { containerSuites } from '../conformance/containers.js';
import { bySocket, onServer } from './setting.js';

containerSuites(onServer);
containerSuites(bySocket);
