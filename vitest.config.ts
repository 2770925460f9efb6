import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';
import {shared} from './vite.config.ts';

export default defineConfig({
  oxc: shared.oxc,
  test: {
    include: ['src/**/*.test.ts', 'gateway/**/*.test.ts', 'h5/**/*.test.ts', 'e2e/support/**/*.test.ts'],
    // By itself it leaves a core free, for nobody.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    // A state is waited for as long as a busy machine needs.
    expect: {poll: {timeout: 10_000}},
  },
});
