/** Names of the functions that the rewriting adds. `$` keeps them apart: no source of this repository uses it. */

/** The twin of a function or method: steps of it are taken one by one. */
export function twinName(name: string): string {
  return name.startsWith('@@') ? `$at_${name.slice(2)}$g` : `${name}$g`;
}

/** What a method that reads a member by a getter is called. */
export function getterName(name: string): string {
  return `${name}$get`;
}

export function setterName(name: string): string {
  return `${name}$set`;
}

/** The body of an async function or of a generator, which stops at more than its steps. */
export function bodyName(name: string): string {
  return name.startsWith('@@') ? `$at_${name.slice(2)}$b` : `${name}$b`;
}
