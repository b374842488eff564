/** Rewrites the bundle of a program so that its threads can be stopped before each step. */
import { generate } from '@babel/generator';
import { parse } from '@babel/parser';
import type { Place } from '../machine/op.js';
import { Emitter } from './emitter.js';
import { HANDLERS } from './handlers.js';
import { Reach } from './reach.js';
import { type Locate, Sites } from './sites.js';
import { survey } from './survey.js';

export interface Rewritten {
  readonly code: string;
  /** By the numbers that steps carry. */
  readonly places: readonly Place[];
}

/**
 * @param code one script, as esbuild makes it of modules
 * @param foreignNames members that objects have which are not of this script
 */
export function rewrite(code: string, locate: Locate, foreignNames: ReadonlySet<string>): Rewritten {
  const file = parse(code, { sourceType: 'script', allowReturnOutsideFunction: true });
  const facts = survey(file);
  const sites = new Sites(locate);
  const emitter = new Emitter(facts, new Reach(facts, foreignNames), sites, HANDLERS);
  const written = emitter.program(file);
  return { code: generate(written).code, places: sites.places };
}
