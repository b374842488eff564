/** Options of the runtime for what is started. */

/** Options that say what to run, not how; some have the text to run behind them. */
const WITH_VALUE = new Set(['-e', '--eval', '-p', '--print', '-pe', '--input-type']);
const ALONE = /^(-i|--interactive|-c|--check|--test|--watch|--(eval|print|input-type)=.*)$/;

/** Options as NODE_OPTIONS has them: apart by spaces, except within double quotes, where a backslash quotes too. */
export function execArgvIn(text: string): string[] {
  const options = text.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
  return options.map((option) =>
    option.replaceAll(/"((?:\\.|[^"\\])*)"/g, (_, quoted: string) => quoted.replaceAll(/\\(.)/g, '$1')),
  );
}

/** What of the options of this process is of use for a worker that runs something else. */
export function inheritedExecArgv(options: readonly string[] = process.execArgv): string[] {
  const kept: string[] = [];
  for (let i = 0; i < options.length; i += 1) {
    const option = options[i] as string;
    if (WITH_VALUE.has(option)) i += 1;
    else if (!ALONE.test(option)) kept.push(option);
  }
  return kept;
}
