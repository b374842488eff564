/** `npm run docs`: makes the documentation site; see `--help`. */
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { makeSite } from './site.ts';

const ownFolder = fileURLToPath(new URL('dist', import.meta.url));

const { out } = new Command('docs')
  .description(
    'Makes the documentation site. Fails if something public is not documented, or a link leads nowhere.',
  )
  .option('--out <folder>', 'where it goes; what is there is replaced', relative('.', ownFolder))
  .parse()
  .opts<{ out: string }>();

const problems = await makeSite(resolve(out));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`The site is in ${out}: open ${out}/index.html`);
