import { ManagerServer } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

const PRINTED = ['At first: 11 22 33', 'Squares:  0 1 4 9 16'];

describe('the lesson of managers', () => {
  it('20: five children append their squares to one list', async () => {
    const { exitCode, lines, errors } = await run('20-manager.js');
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
    expect(lines).toEqual(PRINTED);
  });

  it('20: also if it is in a server that runs already', async () => {
    await using server = new ManagerServer({ address: 'tcp://127.0.0.1:0' });
    const { exitCode, lines, errors } = await run('20-manager.js', [await server.serve()]);
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
    expect(lines).toEqual(PRINTED);
  });
});
