import { defineConfig } from 'vitest/config';
import { toolSuites } from '../vitest.base.ts';

export default defineConfig(toolSuites);
