import { type Import, importsIn } from './imports.ts';
import { brokenRule, type Rule } from './rules.ts';
import { projectsIn } from './workspace.ts';

export interface Violation extends Import {
  readonly rule: Rule;
}

/** Holds every import below a repository's root against the rules. */
export function checkRepository(root: string): { checked: number; violations: Violation[] } {
  const projects = projectsIn(root);
  const imports = importsIn(root);
  const violations = imports.flatMap((imported) => {
    const rule = brokenRule(imported, projects);
    return rule ? [{ ...imported, rule }] : [];
  });
  return { checked: imports.length, violations };
}
