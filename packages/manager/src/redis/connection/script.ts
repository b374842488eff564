/** Lua scripts, which a server carries out as a whole. */
import { createHash } from 'node:crypto';

export interface Script {
  readonly lua: string;
  /** What a server that knows it calls it. */
  readonly sha: string;
  /** Whether doing it twice is as good as once, so that it may be sent again when its answer is lost. */
  readonly repeatable: boolean;
}

export interface ScriptOptions {
  /** Default: no. */
  readonly repeatable?: boolean;
}

export function script(lua: string, { repeatable = false }: ScriptOptions = {}): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex'), repeatable };
}
