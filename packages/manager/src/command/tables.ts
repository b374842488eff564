/** What `weft-manager` shows of a server, as text. */
import Table from 'cli-table3';
import type { ClientReport, ServerReport } from '../server/report.js';

/** Columns with nothing between them but room. */
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  numbers: string,
): string {
  const columns = new Table({
    head: [...head],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: Array.from(head, (_, i) => (numbers[i] === 'n' ? 'right' : 'left')),
  });
  columns.push(...rows.map((row) => [...row]));
  return columns
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

export function serverTable(servers: readonly { readonly pid: number; readonly address: string }[]): string {
  if (servers.length === 0) return 'There are no servers.';
  return table(
    ['PID', 'ADDRESS'],
    servers.map(({ pid, address }) => [pid, address]),
    'n ',
  );
}

/** The server in a few lines. @param before an earlier look, `ms` milliseconds ago, for what happens in a second */
export function headline(report: ServerReport, before?: ServerReport, ms: number = 0): string {
  const { address, pid, started, calls, memory, processor, clients, kinds } = report;
  const objects = Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1));
  const rates =
    before === undefined
      ? `${(processor / 1e6).toFixed(2)} s of processor time, ${calls} calls`
      : `${Math.round((processor - before.processor) / ms / 10)} % of a processor, ${perSecond(calls, before.calls, ms)} calls/s`;
  return [
    `${address}, process ${pid}, up ${duration(Date.now() - started)}`,
    `${clients.length} clients, ${rates}, ${(memory / 2 ** 20).toFixed(0)} MB`,
    `objects: ${objects.map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none'}`,
  ].join('\n');
}

export function clientTable(report: ServerReport, before?: ServerReport, ms: number = 0): string {
  const earlier = new Map(before?.clients.map((client) => [client.number, client]));
  const calls = (client: ClientReport) =>
    before === undefined ? client.calls : perSecond(client.calls, earlier.get(client.number)?.calls ?? 0, ms);
  return table(
    [
      'CLIENT',
      'PID',
      'FROM',
      'BY',
      before === undefined ? 'CALLS' : 'CALLS/S',
      'WAITING',
      'HOLDS',
      'REFERENCES',
      'UNREAD',
    ],
    report.clients.map((client) => {
      const { number, pid, address, transport, waiting, holds, references, unread } = client;
      return [number, pid, address, transport, calls(client), waiting, holds, references, unread];
    }),
    'nn  nnnnn',
  );
}

export function objectTable({ objects }: ServerReport): string {
  if (objects.length === 0) return 'There are no objects.';
  return table(
    ['ID', 'KIND', 'NAME', 'REFERENCES', 'STATE'],
    objects.map(({ id, kind, name = '-', references, state }) => [
      id,
      kind,
      name,
      references,
      Object.entries(state)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ]),
    'n  n ',
  );
}

function perSecond(now: number, before: number, ms: number): number {
  return Math.round(((now - before) * 1000) / ms);
}

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}
