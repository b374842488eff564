import { selectorSuite } from '../conformance/selectors.js';
import { epoll } from './support/settings.js';

selectorSuite(epoll);
