import { pathToFileURL } from 'node:url';

/**
 * Where a module of this package is found. In a bundle that is the bundle, and in one of CommonJS `import.meta` is empty.
 *
 * @param meta `import.meta` of the module
 */
export function moduleAddress(meta: { readonly url?: string }): string {
  return meta.url ?? pathToFileURL(__filename).href;
}
