/**
 * Bundlers that keep the names of functions (esbuild with `keepNames`) leave calls of a helper of theirs in every function
 * that has others in it. A function that travels needs it where it arrives, under the name that it has in this program.
 */
function sample(): () => void {
  function sampleName(): void {}
  return sampleName;
}

/** The helper's name; that which esbuild gives it by itself if there are no such calls here. */
export const nameHelper: string =
  /([\w$]+)\(\s*[\w$]+,\s*["']sampleName["']\)/.exec(sample.toString())?.[1] ?? '__name';
