/** The servers that suites start: those of Valkey and of Redis that are installed. */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const PROGRAMS = ['valkey-server', 'redis-server'];

/**
 * Their paths; the first is the one that suites run on, and those of the conformance run on all. `WEFT_REDIS_SERVER` names
 * another one, which then is the only one.
 */
export function findServers(): string[] {
  const { WEFT_REDIS_SERVER: wanted, PATH = '' } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const programs = wanted ? [wanted] : PROGRAMS;
  return programs.flatMap((program) => {
    const paths = isAbsolute(program) ? [program] : folders.map((folder) => join(folder, program));
    return paths.find(isExecutable) ?? [];
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
