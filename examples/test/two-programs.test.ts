import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

describe('the lessons of processes', () => {
  it('31: two programs meet on a name, one is killed inside the lock, the other goes on', async () => {
    const { exitCode, lines, errors } = await run('31-two-programs.js');
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      'clerk: holds the lock, 30 + 40 in the books',
      'auditor: waits for the lock',
      'auditor: OwnerDiedError, 30 + 40 in the books',
      'auditor: recovered, 60 + 40 in the books',
      'main: the clerk ended by SIGKILL, the auditor with code 0',
    ]);
  });
});
