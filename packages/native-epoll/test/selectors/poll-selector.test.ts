import { selectorSuite } from '../conformance/selectors.js';
import { poll } from './support/settings.js';

selectorSuite(poll);
