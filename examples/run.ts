/** `npm run example -- 8` runs the lessons of that number, one after the other; without a number it lists them all. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const lessons = readdirSync(folder)
  .filter((name) => /^\d\d.*\.js$/.test(name))
  .sort();

const [wanted] = process.argv.slice(2);
const chosen = wanted === undefined ? [] : lessons.filter((name) => name.startsWith(wanted.padStart(2, '0')));

if (chosen.length === 0) {
  console.log(wanted === undefined ? 'Which lesson? There are' : `There is no lesson "${wanted}". There are`);
  for (const name of lessons) console.log(`  ${name.replace('.js', '')}`);
  process.exitCode = wanted === undefined ? 0 : 2;
}
for (const name of chosen) {
  console.log(`--- ${name.replace('.js', '')}`);
  const [code] = await once(spawn(process.execPath, [folder + name], { stdio: 'inherit' }), 'exit');
  if (code !== 0) process.exitCode = code ?? 1;
}
