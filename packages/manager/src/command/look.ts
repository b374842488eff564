/** The commands of `weft-manager` that look at servers. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArgumentError } from '@weft/atomics';
import { ServerBackend } from '../client/backend.js';
import { localServers, readKeyFile } from '../keys.js';
import type { ServerReport } from '../server/report.js';
import { EXIT, type Surroundings, type Values } from './command-line.js';
import { clientTable, headline, objectTable, serverTable } from './tables.js';

type Command = 'servers' | 'ls' | 'stat' | 'top';

const SHORTEST_INTERVAL_MS = 50;

/** @throws WeftError */
export async function look(
  command: Command,
  address: string | undefined,
  values: Values,
  around: Surroundings,
): Promise<number> {
  const { say } = around;
  if (command === 'servers') {
    const servers = localServers();
    say(values.json ? JSON.stringify(servers, null, 2) : serverTable(servers));
    return EXIT.DONE;
  }
  const backend = await open(address ?? onlyServer(), values);
  try {
    if (command === 'top') await watch(backend, values, around);
    else {
      const report = await backend.report();
      if (values.json) say(JSON.stringify(command === 'ls' ? report.objects : report, null, 2));
      else say(command === 'ls' ? objectTable(report) : `${headline(report)}\n\n${clientTable(report)}`);
    }
  } finally {
    await backend.close();
  }
  return EXIT.DONE;
}

function open(address: string, values: Values): Promise<ServerBackend> {
  const { 'authkey-file': keyFile, 'tls-ca': ca } = values;
  return new ServerBackend(address, {
    ...(keyFile !== undefined && { authkey: readKeyFile(keyFile) }),
    ...(ca !== undefined && { tls: { ca: readFileSync(ca, 'utf8') } }),
  }).ready();
}

/** @throws ArgumentError unless there is exactly one */
function onlyServer(): string {
  const servers = localServers();
  const [first] = servers;
  if (first !== undefined && servers.length === 1) return first.address;
  throw new ArgumentError(
    first === undefined
      ? 'this user has no server on this machine: name the address of one'
      : `this user has several servers on this machine, name one of\n${servers.map((each) => `  ${each.address}`).join('\n')}`,
  );
}

/** Looks again and again, until it is interrupted or the server ends. */
async function watch(backend: ServerBackend, values: Values, around: Surroundings): Promise<void> {
  const { say, screen, interrupted } = around;
  const interval = Number(values.interval);
  if (!(interval >= SHORTEST_INTERVAL_MS)) {
    throw new ArgumentError(
      `--interval must be ${SHORTEST_INTERVAL_MS} milliseconds or more, got ${values.interval}`,
    );
  }
  let before: ServerReport | undefined;
  let looked = performance.now();
  while (!interrupted.aborted) {
    const report = await backend.report();
    const now = performance.now();
    if (values.json) say(JSON.stringify(report));
    else
      show(
        screen,
        say,
        `${headline(report, before, now - looked)}\n\n${clientTable(report, before, now - looked)}\n\n${objectTable(report)}`,
      );
    before = report;
    looked = now;
    await sleep(interval, undefined, { signal: interrupted }).catch(() => {});
  }
}

/** In place, and no longer than the screen; one after the other where there is none. */
function show(screen: NodeJS.WriteStream | undefined, say: (text: string) => void, text: string): void {
  if (screen === undefined) {
    say(`${text}\n`);
    return;
  }
  const lines = text.split('\n').slice(0, screen.rows - 1);
  screen.cursorTo(0, 0);
  for (const line of lines) {
    screen.write(line.slice(0, screen.columns));
    screen.clearLine(1);
    screen.write('\n');
  }
  screen.clearScreenDown();
}
