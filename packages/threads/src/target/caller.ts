/** Finds out which module has called. */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';

interface CallSite {
  getFileName(): string | null | undefined;
}

/** Frames looked at: between a constructor and its caller there may be those of subclasses and of the runtime. */
const FRAMES = 10;

/** The address of the module that has called `below`, or of the working directory where there is none (`node -e`). */
export function callerOf(below: (...args: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: readonly CallSite[] } = {};
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(holder, below);
    for (const site of holder.stack ?? []) {
      const address = addressOf(site.getFileName());
      if (address !== undefined) return address;
    }
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return pathToFileURL(`${process.cwd()}/`).href;
}

function addressOf(file: string | null | undefined): string | undefined {
  if (file?.startsWith('file:')) return file;
  // CommonJS modules have paths; the runtime's own are called `node:…`, evaluated code `[eval]` and the like.
  return file && isAbsolute(file) ? pathToFileURL(file).href : undefined;
}
