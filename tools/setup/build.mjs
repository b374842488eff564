import { nxCommand } from './nx.mjs';
import { SetupProblem } from './problem.mjs';
import { runQuietly } from './processes.mjs';

/**
 * Builds every package through Nx, which takes what has not changed from its cache.
 *
 * @param {string} node
 */
export function build(node) {
  // Inside an Nx task (`nx bench`) Nx has built what the task depends on.
  if (process.env.NX_TASK_TARGET_TARGET) return;
  const { ok, output } = runQuietly(...nxCommand(node, ['run-many', '--target=build']));
  if (ok) return;
  console.error(output);
  throw new SetupProblem(
    'The build failed: the compiler said why above.',
    'Fix that, then run the same command again.',
  );
}
