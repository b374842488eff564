import { BYTES, expectResult, type Scenario } from '@weft/bench';
import { Manager } from '@weft/manager';

const PROXIES = 10_000;

/** What a client's memory grows by. */
async function bytesOf(proxies: () => Promise<unknown[]>): Promise<number> {
  const collect = globalThis.gc;
  collect?.();
  const before = process.memoryUsage.rss();
  const kept = await proxies();
  collect?.();
  expectResult('the number of proxies', kept.length, PROXIES);
  return (process.memoryUsage.rss() - before) / PROXIES;
}

export const proxyMemory: Scenario = {
  name: 'server-proxies',
  title: 'What a proxy takes in its client',
  about: `Resident memory per proxy, of ${PROXIES} lists in a server that one client has. 5,000 bytes each are the 50 MB that they may take.`,
  unit: BYTES,
  contenders: [
    {
      name: 'Weft Manager',
      role: 'subject',
      async start() {
        const manager = await Manager.start();
        return {
          round: () => bytesOf(() => Promise.all(Array.from({ length: PROXIES }, () => manager.list()))),
          stop: () => manager.shutdown(),
        };
      },
    },
  ],
  targets: [],
};
