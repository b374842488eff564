// `npm start` and `npm test` begin here, on whatever Node the machine has and with nothing installed.
// No static imports: an old Node must get as far as reading the sentence below.

const oldestNode = 20;
const thisNode = Number.parseInt(process.versions.node, 10);

if (thisNode < oldestNode) {
  console.error(
    `Weft needs Node ${oldestNode} or later to set itself up; this is Node ${process.versions.node}.\n` +
      'A current Node is at https://nodejs.org, or comes with your version manager (nvm, fnm, volta).',
  );
  process.exitCode = 1;
} else {
  const { runCommand } = await import('./commands.mjs');
  await runCommand(process.argv.slice(2));
}
