import { defineConfig } from 'vitest/config';
import { emittedSuites } from '../../vitest.base.ts';

export default defineConfig(emittedSuites);
