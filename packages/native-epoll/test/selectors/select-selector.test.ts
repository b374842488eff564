import { selectorSuite } from '../conformance/selectors.js';
import { select } from './support/settings.js';

selectorSuite(select);
