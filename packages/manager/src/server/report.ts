/** Facts about a running server, for people who look. */
import type { Objects } from './objects.js';
import type { Session } from './session.js';

/** The most objects that are told one by one. */
const MOST_OBJECTS = 1000;

export interface ClientReport {
  readonly number: number;
  readonly pid: number;
  readonly address: string;
  readonly transport: Session['transport'];
  readonly since: number;
  readonly calls: number;
  readonly waiting: number;
  readonly references: number;
  readonly holds: number;
  readonly unread: number;
}

export interface ObjectReport {
  readonly id: number;
  readonly kind: string;
  readonly name?: string;
  readonly references: number;
  readonly state: Readonly<Record<string, string | number | boolean>>;
}

export interface ServerReport {
  readonly address: string;
  readonly pid: number;
  readonly started: number;
  /** Calls since the start. */
  readonly calls: number;
  /** Bytes of memory, and microseconds of processor time, that the process has used. */
  readonly memory: number;
  readonly processor: number;
  readonly clients: readonly ClientReport[];
  /** How many objects of each kind there are. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The first thousand objects, those with names before others. */
  readonly objects: readonly ObjectReport[];
}

interface Facts {
  readonly address: string;
  readonly started: number;
  readonly callsOfThePast: number;
  readonly sessions: Iterable<Session>;
  readonly objects: Objects;
}

export function report({ address, started, callsOfThePast, sessions, objects }: Facts): string {
  const clients = Array.from(sessions, clientReport);
  const { user, system } = process.cpuUsage();
  const facts: ServerReport = {
    address,
    pid: process.pid,
    started,
    calls: clients.reduce((sum, { calls }) => sum + calls, callsOfThePast),
    memory: process.memoryUsage.rss(),
    processor: user + system,
    clients,
    ...objectReports(objects),
  };
  return JSON.stringify(facts);
}

function clientReport(session: Session): ClientReport {
  const { number, pid, address, transport, since, calls, references, unread } = session;
  return {
    number,
    pid,
    address,
    transport,
    since,
    calls,
    references,
    unread,
    waiting: session.waiting.size,
    holds: session.holdings.size,
  };
}

function objectReports(objects: Objects): Pick<ServerReport, 'kinds' | 'objects'> {
  const kinds: Record<string, number> = {};
  const named: ObjectReport[] = [];
  const others: ObjectReport[] = [];
  for (const object of objects.all()) {
    kinds[object.kind] = (kinds[object.kind] ?? 0) + 1;
    const list = object.name === undefined ? others : named;
    if (list.length === MOST_OBJECTS) continue;
    const { id, kind, references } = object;
    const name = object.name === undefined ? {} : { name: Buffer.from(object.name, 'latin1').toString() };
    list.push({ id, kind, ...name, references, state: object.describe() });
  }
  return { kinds, objects: [...named, ...others].slice(0, MOST_OBJECTS) };
}
