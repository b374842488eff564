/** msgpackr declares no types for this entry, which exports what its main entry does. */
declare module 'msgpackr/index-no-eval' {
  export { Unpackr } from 'msgpackr';
}
