import { nanosecondsEach, type Pace, ROUND_MS, Team, totalOperations } from '@weft/bench';
import { afterEach, describe, expect, it } from 'vitest';

const module = new URL('./support/players.js', import.meta.url);

describe('Team', () => {
  let team: Team<unknown> | undefined;
  afterEach(() => team?.stop());

  async function start<Result>(
    options: Omit<Parameters<typeof Team.start>[0], 'module'>,
  ): Promise<Team<Result>> {
    const started = await Team.start<Result>({ ...options, module });
    team = started;
    return started;
  }

  it('starts rounds of all threads together, again and again', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const adders = await start<number>({ player: 'arrivals', threads: 3, shared: words });
    expect(await adders.play()).toEqual([3, 3, 3]);
    expect(await adders.play()).toEqual([6, 6, 6]);
  });

  it('measures loops', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const counting = await start<Pace>({ player: 'counter', shared: words });
    const paces = await counting.play();
    expect(totalOperations(paces)).toBe(words[0]);
    const [{ from, to }] = paces as [Pace];
    expect(to - from).toBeGreaterThanOrEqual(ROUND_MS);
    expect(nanosecondsEach(paces)).toBeCloseTo(((to - from) * 1e6) / totalOperations(paces), 6);
  });

  it('hands on the error of a thread', async () => {
    const failing = await start({ player: 'failing' });
    await expect(failing.play()).rejects.toThrow('out of paint');
  });

  it('says that a player does not exist', async () => {
    await expect(start({ player: 'nobody' })).rejects.toThrow(/exports no nobody/);
  });

  it('plays rounds in processes that begin together', async () => {
    const processes = await start<{ pid: number; pace: Pace }>({
      kind: 'processes',
      player: 'processes',
      threads: 2,
      shared: { greeting: new Map([['hello', 1n]]) },
      env: { BENCH_TEST: 'yes' },
    });
    for (let round = 0; round < 2; round += 1) {
      const [one, other] = await processes.play();
      expect(new Set([one?.pid, other?.pid, process.pid]).size).toBe(3);
      expect(one?.pace.from).toBeLessThan(other?.pace.to as number);
      expect(other?.pace.from).toBeLessThan(one?.pace.to as number);
    }
  });

  it('hands on that a process ended', async () => {
    const failing = await start({ kind: 'processes', player: 'failing' });
    await expect(failing.play()).rejects.toThrow('ended before it answered (exit code 1)');
  });

  it('gives threads environment variables of their own', async () => {
    const reading = await start({ player: 'environment', env: { BENCH_TEST: 'yes' } });
    expect(await reading.play()).toEqual(['yes']);
    expect(process.env.BENCH_TEST).toBeUndefined();
  });
});
