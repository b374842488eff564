/**
 * Which functions may come to a step: to the fixpoint, by name where the receiver is not known. Too many only cost
 * time; one too few is noticed when it runs (see `thread/at-once.ts`).
 */
import { VIRTUAL_CALLERS } from './builtin-names.js';
import type { Callee, ClassFacts, FunctionFacts, Named, Survey } from './facts.js';
import { mayBeBuiltin } from './member-names.js';

/** How a member is called by a name. */
export type Manner = 'plain' | 'static' | 'dynamic';

export class Reach {
  readonly #survey: Survey;
  readonly #foreignNames: ReadonlySet<string>;
  readonly #split = new Set<ClassFacts>();

  constructor(survey: Survey, foreignNames: ReadonlySet<string>) {
    this.#survey = survey;
    this.#foreignNames = foreignNames;
    this.#settle();
    this.#findSplit();
  }

  /** How to call a member of that name: it never steps; it surely has a twin; it has to be asked. */
  manner(name: string): Manner {
    const named = this.#survey.names.get(name);
    if (named === undefined) return VIRTUAL_CALLERS.has(name) ? 'dynamic' : 'plain';
    if (named.unknown || VIRTUAL_CALLERS.has(name)) return 'dynamic';
    const all = [...named.methods, ...named.closures];
    if (!all.some((facts) => facts.reaches)) return 'plain';
    const mayBeForeign = mayBeBuiltin(name) || this.#foreignNames.has(name);
    if (named.closures.length > 0 || named.getters.length > 0 || mayBeForeign) return 'dynamic';
    return all.some((facts) => facts.isGenerator) ? 'dynamic' : 'static';
  }

  /** Whether reading a member of that name may step. */
  isSteppingGetter(name: string): boolean {
    return this.#survey.names.get(name)?.getters.some((facts) => facts.reaches) === true;
  }

  isSteppingSetter(name: string): boolean {
    return this.#survey.names.get(name)?.setters.some((facts) => facts.reaches) === true;
  }

  /** Whether a member of that name is an accessor somewhere, so that writing it writes nothing by itself. */
  isAccessor(name: string): boolean {
    const named = this.#survey.names.get(name);
    return named !== undefined && named.getters.length + named.setters.length > 0;
  }

  /** Whether making such an object may step. */
  isSteppingClass(facts: ClassFacts): boolean {
    return facts.making.reaches || (facts.baseFacts !== undefined && this.isSteppingClass(facts.baseFacts));
  }

  /** Whether such objects can be made step by step: all classes that they are made by are known. */
  isSplit(facts: ClassFacts): boolean {
    return this.#split.has(facts);
  }

  #findSplit(): void {
    for (const facts of this.#survey.classes.values()) {
      if (!this.isSteppingClass(facts) || !isWhollyKnown(facts)) continue;
      for (let at: ClassFacts | undefined = facts; at !== undefined; at = at.baseFacts) this.#split.add(at);
    }
  }

  #settle(): void {
    const all = [...this.#survey.functions.values()];
    for (let changed = true; changed; ) {
      changed = false;
      for (const facts of all) {
        if (facts.reaches || !this.#reachesNow(facts)) continue;
        facts.reaches = true;
        changed = true;
      }
      // A call by name takes the twin to be there for every method of that name.
      for (const named of this.#survey.names.values()) if (spread(named)) changed = true;
    }
  }

  #reachesNow(facts: FunctionFacts): boolean {
    return (
      facts.touches ||
      facts.callees.some((callee) => this.#mayStep(callee)) ||
      facts.made.some((made) => this.isSteppingClass(made)) ||
      [...facts.membersRead].some((name) => this.isSteppingGetter(name)) ||
      [...facts.membersWritten].some((name) => this.isSteppingSetter(name))
    );
  }

  #mayStep(callee: Callee): boolean {
    switch (callee.kind) {
      case 'atomics':
      case 'unknown':
      case 'callback-builtin':
        return true;
      case 'function':
      case 'private':
        return callee.target.reaches;
      case 'named':
        return this.manner(callee.name) !== 'plain';
      case 'builtin':
        return false;
    }
  }
}

function isWhollyKnown(facts: ClassFacts): boolean {
  if (facts.base === undefined) return true;
  return facts.baseFacts !== undefined && isWhollyKnown(facts.baseFacts);
}

function spread(named: Named): boolean {
  if (!named.methods.some((facts) => facts.reaches)) return false;
  let changed = false;
  for (const facts of named.methods) {
    changed ||= !facts.reaches;
    facts.reaches = true;
  }
  return changed;
}
