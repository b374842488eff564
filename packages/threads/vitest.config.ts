import { defineConfig } from 'vitest/config';
import { suitesHere } from '../../vitest.base.ts';

export default defineConfig(
  suitesHere(
    /\/(process|thread-local|stress\/starts|pipe\/pipe-processes|pool\/(pool-processes|endings|stress\/storm))\.test/,
  ),
);
