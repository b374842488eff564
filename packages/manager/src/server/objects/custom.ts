/** Objects of types that programs have registered. Their values are decoded here, and only after they were looked through. */

import { decodeValue, encodeValue } from '../../values.js';
import { scanValue } from '../../wire/scan.js';
import type { Call } from '../call.js';
import type { Objects } from '../objects.js';
import { type Bytes, LATER, type Result, ServedObject, type Verb, type Verbs } from '../served-object.js';
import { introduce } from '../server-verbs.js';

type Method = (...args: unknown[]) => unknown;

/** A registered type, as it was checked. */
export interface Type {
  readonly name: string;
  readonly make: (...args: unknown[]) => object | Promise<object>;
  readonly exposed: readonly string[] | undefined;
  /** Types of the results that stay in the server, by the methods that give them. */
  readonly results: ReadonlyMap<string, Type>;
}

/** Names that are never exposed, whoever lists them. */
const NEVER = new Set(['constructor', '__proto__', 'prototype', 'handle', 'kind', 'close', 'then']);

/** Arguments of a call as values. @throws ProtocolError, CodecError */
export function argumentsFrom(bytes: Bytes): unknown[] {
  const raw = Buffer.from(bytes, 'latin1');
  scanValue(raw, { memory: false });
  const args = decodeValue(raw);
  return Array.isArray(args) ? args : [];
}

export function resultBytes(value: unknown): Bytes {
  return Buffer.from(encodeValue(value)).toString('latin1');
}

export class ServedCustom extends ServedObject {
  readonly kind: string;
  readonly verbs: Verbs<never>;
  readonly #exposed: readonly string[];

  constructor(objects: Objects, type: Type, target: object) {
    super();
    this.kind = type.name;
    const methods = methodsOf(target, type.exposed);
    this.#exposed = [...methods.keys()];
    this.verbs = new Map(
      Array.from(methods, ([name, method]) => [
        name,
        verbOf(objects, target, method, type.results.get(name)),
      ]),
    );
  }

  override facts(): Result[] {
    return this.#exposed.map((name) => Buffer.from(name).toString('latin1'));
  }

  describe(): Record<string, number> {
    return { methods: this.#exposed.length };
  }
}

/** The methods that clients may call, found once; a call only looks them up by name. */
function methodsOf(target: object, exposed: readonly string[] | undefined): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (const name of exposed ?? publicNames(target)) {
    const method = (target as Record<string, unknown>)[name];
    if (typeof method === 'function' && !NEVER.has(name)) methods.set(name, method as Method);
  }
  return methods;
}

/** Names of all methods, own and inherited ones, except those that begin with an underscore. Getters are not run. */
function publicNames(target: object): Set<string> {
  const names = new Set<string>();
  for (
    let at: object | null = target;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof property.value === 'function' && !name.startsWith('_')) names.add(name);
    }
  }
  return names;
}

function verbOf(objects: Objects, target: object, method: Method, result: Type | undefined): Verb<never> {
  const finish = (value: unknown, call: Call): Result => {
    if (result === undefined) return resultBytes(value);
    const object = new ServedCustom(objects, result, value as object);
    objects.add(object);
    return introduce(call.session, object);
  };
  return (_, call) => {
    const value = method.apply(target, argumentsFrom(call.bytes(0)));
    if (!(value instanceof Promise)) return finish(value, call);
    call.follow(value, (settled) => finish(settled, call));
    return LATER;
  };
}
