/** What the benches use of `co`, which brings no types. */
declare module 'co' {
  // biome-ignore lint/style/noDefaultExport: that is how it is exported
  export default function co<Args extends unknown[], Result>(
    body: (...args: Args) => Generator<unknown, Result, unknown>,
    ...args: Args
  ): Promise<Result>;
}
