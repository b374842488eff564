import { defineConfig } from 'vitest/config';
import { suitesHere } from '../../vitest.base.ts';

export default defineConfig(suitesHere(/\/processes\.test/));
