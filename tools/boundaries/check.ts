import { fileURLToPath } from 'node:url';
import { rules } from './rules.ts';
import { checkRepository } from './violations.ts';

const { checked, violations } = checkRepository(fileURLToPath(new URL('../..', import.meta.url)));

for (const { file, line, specifier, rule } of violations) {
  console.error(`${file}:${line} imports ${specifier}\n  ${rule}: ${rules[rule]}`);
}
console.log(`${checked} imports checked, ${violations.length} cross a boundary.`);
if (violations.length > 0) process.exitCode = 1;
