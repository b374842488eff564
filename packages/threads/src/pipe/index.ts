/** Pipes: two connected ends, between threads or processes. */
export { Connection } from './connection.js';
export {
  BrokenPipeError,
  BufferTooShortError,
  ConnectionDirectionError,
  EndOfFileError,
} from './errors.js';
export { Pipe, type PipeOptions } from './pipe.js';
