/**
 * Modules that the options of the runtime want loaded first (`--import`), in order. Node does not do so in a thread that
 * begins with a script instead of a file, as those of this package do.
 */
import { execArgvIn } from './exec-arguments.js';

/**
 * @param execArgv options of the thread
 * @param env its environment: NODE_OPTIONS come before the others
 */
export function preloads(
  execArgv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const options = [...execArgvIn(env.NODE_OPTIONS ?? ''), ...execArgv];
  return options.flatMap((option, i) => {
    if (option === '--import') return options.slice(i + 1, i + 2);
    return option.startsWith('--import=') ? [option.slice('--import='.length)] : [];
  });
}
