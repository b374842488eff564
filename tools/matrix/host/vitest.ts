/**
 * Stands in for the bare import 'vitest' on every runtime: it *is* Vitest's own `describe`, `it` and `expect`,
 * bundled, without the part of Vitest that needs Node and Vite.
 */
import './vitest-state.ts';

export * from 'vitest';
