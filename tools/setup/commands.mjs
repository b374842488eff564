import { build } from './build.mjs';
import { installDependencies } from './install.mjs';
import { nxCommand } from './nx.mjs';
import { SetupProblem } from './problem.mjs';
import { runInForeground } from './processes.mjs';

/**
 * What the root scripts ask for. Each command sets the repository up first, as far as that is still needed.
 *
 * - `run <file> …arguments`: build everything, then run a built file on the pinned Node
 * - `nx …arguments`: run Nx, which builds what the asked-for tasks depend on
 * - `tool <file> …arguments`: run the program of an installed package on the pinned Node, without a build
 *
 * @type {Map<string | undefined, (words: string[]) => Promise<number>>}
 */
const commands = new Map([
  [
    'run',
    (words) => {
      const node = installDependencies();
      build(node);
      return runInForeground(node, words);
    },
  ],
  ['nx', (words) => runInForeground(...nxCommand(installDependencies(), words))],
  ['tool', (words) => runInForeground(installDependencies(), words)],
]);

/** @param {string[]} commandLine what follows the name of the script */
export async function runCommand([name, ...words]) {
  try {
    const command = commands.get(name);
    if (!command) {
      throw new SetupProblem(
        `The set-up has no command "${name}".`,
        `It knows: ${[...commands.keys()].join(', ')}. Most of the time \`npm start\` or \`npm test\` is what you want.`,
      );
    }
    process.exitCode = await command(words);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(`\n${error.message}\n${error.remedy}`);
    process.exitCode = 1;
  }
}
