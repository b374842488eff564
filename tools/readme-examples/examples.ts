import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block that opens with "```ts runnable". */
export interface Example {
  /** Where a reader finds it: `packages/atomics/README.md:12`. */
  readonly place: string;
  readonly code: string;
  /** What its `// prints: …` comments promise, line by line; empty if it promises nothing. */
  readonly prints: readonly string[];
}

const runnableBlock = /^```ts runnable\n(?<code>.*?)^```$/gms;
const promise = /\/\/ prints: (?<line>.*)$/gm;

/** The examples of all READMEs that a user of the packages gets to see. */
export function findExamples(root: string): Example[] {
  const readmes = globSync(['README.md', 'packages/*/README.md', 'examples/README.md', 'docs/guides/*.md'], {
    cwd: root,
  }).sort();
  return readmes.flatMap((readme) => examplesIn(readme, readFileSync(join(root, readme), 'utf8')));
}

export function examplesIn(readme: string, markdown: string): Example[] {
  const text = markdown.replaceAll('\r\n', '\n');
  return [...text.matchAll(runnableBlock)].map(({ index, groups }) => {
    const code = groups?.code ?? '';
    return {
      place: `${readme.replaceAll('\\', '/')}:${text.slice(0, index).split('\n').length}`,
      code,
      prints: [...code.matchAll(promise)].map((match) => match.groups?.line?.trimEnd() ?? ''),
    };
  });
}
