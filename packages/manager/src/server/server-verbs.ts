/** What clients can ask of the server itself. */
import { NameTakenError, NotExposedError } from '../errors.js';
import type { Call } from './call.js';
import { isAlike, makerOf } from './make-object.js';
import { type Bytes, type Result, type ServedObject, type Verbs, verbs } from './served-object.js';
import type { Session } from './session.js';

/** What the verbs need of the server. */
export interface Office {
  /** Makes an object of a registered type, or a pool. @throws NotExposedError */
  makeSpecial(kind: Bytes, call: Call): ServedObject | Promise<ServedObject>;
  /** Facts about the server for people who look, as JSON. */
  report(): string;
  shutDown(): void;
}

/** An object as its proxy needs it; its client has a reference to it then. */
export function introduce(session: Session, object: ServedObject): Result {
  session.lend(object.id);
  return [object.id, object.kind, ...object.facts()];
}

export function serverVerbs(office: Office): Verbs<Session> {
  return verbs<Session>({
    create(session, call) {
      const { objects } = session.host;
      const kind = call.bytes(0);
      const name = call.has(1) ? call.bytes(1) : undefined;
      const there = name === undefined ? undefined : objects.findNamed(name);
      if (there !== undefined) {
        if (there.kind === kind && isAlike(there, call)) return introduce(session, there);
        throw new NameTakenError(`the name belongs to a ${there.kind} that was made otherwise`);
      }
      const make = makerOf(kind);
      const object = make === undefined ? office.makeSpecial(kind, call) : make(objects, call);
      if (object instanceof Promise) return call.follow(object, (made) => enter(session, made, name));
      return enter(session, object, name);
    },

    /** A reference to an object whose handle the client has come by. */
    refer(session, call) {
      session.lend(call.integer(0));
    },

    /** Gives references back: ids and counts in turn. */
    giveBack(session, call) {
      for (let i = 0; i + 1 < call.count; i += 2) session.takeBack(call.integer(i), call.integer(i + 1, 1));
    },

    cancel(session, call) {
      session.cancel(call.integer(0));
    },

    offerMemory: (session, call) => call.follow(session.offerMemory(), (handle) => handle),

    takeMemory(session) {
      session.takeMemory();
    },

    declineMemory(session) {
      session.declineMemory();
    },

    /** Names and kinds in turn. */
    names: ({ host }) => Array.from(host.objects.named(), ({ name = '', kind }) => [name, kind]).flat(),

    remove: ({ host }, call) => host.objects.removeName(call.bytes(0)),

    report: () => Buffer.from(office.report()).toString('latin1'),

    shutdown() {
      office.shutDown();
    },
  });
}

function enter(session: Session, object: ServedObject, name: Bytes | undefined): Result {
  session.host.objects.add(object, name);
  return introduce(session, object);
}

export function unknownType(kind: Bytes): NotExposedError {
  return new NotExposedError(
    `the server knows no type ${JSON.stringify(kind)}: register() it where the server runs`,
  );
}
