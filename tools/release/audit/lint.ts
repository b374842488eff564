/** What publint and "are the types wrong?" say about a packed package. */
import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { readManifest } from '../workspace.ts';

/** Ways of finding modules that know no `exports`, or only CommonJS: the packages are ES modules with `exports`. */
const NOT_FOR_ESM = ['node10', 'node16-cjs'];

/** Problems as sentences; none if the package is as it should be. */
export async function lintPackage(folder: string, tarball: string): Promise<string[]> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true, level: 'warning' });
  const types = await checkPackage(createPackageFromTarballData(bytes));
  const wrong = types.types === false ? [{ kind: 'NoTypes' }] : types.problems;
  return [
    ...messages.map(
      (message) => formatMessage(message, readManifest(folder), { color: false }) ?? String(message.code),
    ),
    ...wrong
      .filter(
        (problem) => !NOT_FOR_ESM.includes((problem as { resolutionKind?: string }).resolutionKind ?? ''),
      )
      .map((problem) => JSON.stringify(problem)),
  ];
}
