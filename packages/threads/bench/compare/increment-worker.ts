/** The same for workerpool, whose workers say what they can do. */
import workerpool from 'workerpool';
import { increment } from './increment.js';

workerpool.worker({ increment });
