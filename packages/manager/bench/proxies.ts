import { fileURLToPath } from 'node:url';
import { BYTES, expectResult, runProgram, type Scenario } from '@weft/bench';

const PROXIES = 10_000;

const PROGRAM = fileURLToPath(new URL('proxy-program.js', import.meta.url));

export const proxyMemory: Scenario = {
  name: 'server-proxies',
  title: 'What a proxy takes in its client',
  about: `What the resident memory of a client grows by, per proxy of ${PROXIES} lists in a server, without garbage; each round is a process of its own. 5,000 bytes each are the 50 MB that they may take.`,
  unit: BYTES,
  contenders: [
    {
      name: 'Weft Manager',
      role: 'subject',
      start: () => ({
        async round() {
          const words = ['--expose-gc', PROGRAM, String(PROXIES)];
          const { bytes, proxies, length } = await runProgram<{
            bytes: number;
            proxies: number;
            length: number;
          }>(process.execPath, words, 'it is Node itself');
          expectResult('the number of proxies', proxies, PROXIES);
          expectResult('the length of a list', length, 0);
          return bytes;
        },
      }),
    },
  ],
  targets: [{ of: 'Weft Manager', atMost: 5000 }],
};
