/**
 * Makes a value of nodes. Everything is checked: nodes may come from memory that somebody has overwritten.
 *
 * Three passes: what can stand alone, then views (their buffers are there by now), then the contents of containers,
 * which may be anything, themselves included.
 */
import { attach, type Region } from '@weft/atomics';
import { HANDLE_MARK, openRegion, StandIn } from '@weft/atomics/kit';
import { CodecError } from '../../errors.js';
import { ERRORS, NONE, TAG, type Tagged, VIEWS } from './nodes.js';

/** @throws CodecError if they are not what `writeGraph` makes, or name a region that is not open here */
export function readGraph(nodes: unknown): unknown {
  if (!Array.isArray(nodes) || nodes.length === 0) throw malformed();
  return new GraphReader(nodes).read();
}

function malformed(): CodecError {
  return new CodecError('the bytes are not what the structured codec writes');
}

class GraphReader {
  readonly #nodes: readonly unknown[];
  readonly #values: unknown[];

  constructor(nodes: readonly unknown[]) {
    this.#nodes = nodes;
    this.#values = nodes.map((node) => (isTagged(node) ? standAlone(node) : node));
  }

  read(): unknown {
    // Regions before what lies in them, buffers before their views; a boxed primitive needs no order.
    for (const pass of [this.#region, this.#dependent, this.#fill]) {
      for (const [place, node] of this.#nodes.entries()) if (isTagged(node)) pass.call(this, node, place);
    }
    return this.#values[0];
  }

  #at(place: unknown): unknown {
    if (typeof place !== 'number' || !Number.isInteger(place) || place < 0 || place >= this.#values.length) {
      throw malformed();
    }
    return this.#values[place];
  }

  #text(place: unknown): string {
    const text = this.#at(place);
    if (typeof text !== 'string') throw malformed();
    return text;
  }

  #region([tag, id, handle]: Tagged, place: number): void {
    if (tag !== TAG.REGION) return;
    if (typeof id !== 'string') throw malformed();
    const region = openRegion(id) ?? this.#attachRegion(handle);
    if (region === undefined) {
      throw new CodecError(
        `the value has something of the region ${id}, which this thread has not open: attach it first`,
      );
    }
    this.#values[place] = region;
  }

  /** Handles of process regions travel as objects, whose properties are filled in later than they are needed here. */
  #attachRegion(place: unknown): Region | undefined {
    if (place === NONE) return undefined;
    const node = this.#nodes[place as number];
    if (!isTagged(node) || node[0] !== TAG.OBJECT) throw malformed();
    return attach<Region>(Object.fromEntries(this.#entries(node.slice(1))));
  }

  #dependent([tag, ...rest]: Tagged, place: number): void {
    if (tag === TAG.VIEW) this.#values[place] = this.#view(rest);
    if (tag === TAG.SHARED) this.#values[place] = this.#shared(rest);
    if (tag === TAG.BOXED) this.#values[place] = this.#boxed(rest);
  }

  #view([name, place, length]: readonly unknown[]): ArrayBufferView {
    const View = VIEWS.get(String(name));
    const buffer = this.#at(place);
    if (View === undefined || !(buffer instanceof ArrayBuffer) || typeof length !== 'number')
      throw malformed();
    try {
      return new View(buffer, 0, length);
    } catch (error) {
      throw new CodecError('the value has a view that reaches beyond its buffer', { cause: error });
    }
  }

  #shared([kind, version, place, at]: readonly unknown[]): unknown {
    const region = this.#at(place) as Region | undefined;
    if (typeof kind !== 'string' || region?.handle === undefined) throw malformed();
    return attach({ [HANDLE_MARK]: kind, version, region: region.handle, at });
  }

  #boxed([place]: readonly unknown[]): unknown {
    const primitive = this.#at(place);
    if (typeof primitive === 'object' || primitive === undefined) throw malformed();
    return Object(primitive);
  }

  #fill([tag, ...rest]: Tagged, place: number): void {
    const value = this.#values[place];
    switch (tag) {
      case TAG.OBJECT:
        for (const [key, property] of this.#entries(rest)) define(value as object, key, property);
        break;
      case TAG.ARRAY:
        for (const element of rest) (value as unknown[]).push(this.#at(element));
        break;
      case TAG.SPARSE:
        for (const [key, property] of this.#entries(rest.slice(1))) define(value as object, key, property);
        break;
      case TAG.MAP:
        for (const [key, entry] of this.#pairs(rest)) (value as Map<unknown, unknown>).set(key, entry);
        break;
      case TAG.SET:
        for (const member of rest) (value as Set<unknown>).add(this.#at(member));
        break;
      case TAG.ERROR:
        this.#fillError(value as Error, rest);
        break;
    }
  }

  #fillError(error: Error, [, name, message, stack, cause, errors]: readonly unknown[]): void {
    const set = (key: string, value: unknown) => {
      Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
    };
    set('message', this.#text(message));
    if (this.#text(name) !== error.name) set('name', this.#text(name));
    set('stack', stack === NONE ? undefined : this.#text(stack));
    if (cause !== NONE) set('cause', this.#at(cause));
    if (errors !== NONE) set('errors', this.#at(errors));
  }

  *#pairs(places: readonly unknown[]): Generator<[unknown, unknown]> {
    if (places.length % 2 !== 0) throw malformed();
    for (let i = 0; i < places.length; i += 2) yield [this.#at(places[i]), this.#at(places[i + 1])];
  }

  *#entries(places: readonly unknown[]): Generator<[string, unknown]> {
    for (const [key, value] of this.#pairs(places)) {
      if (typeof key !== 'string') throw malformed();
      yield [key, value];
    }
  }
}

function isTagged(node: unknown): node is Tagged {
  return Array.isArray(node);
}

/** The value of a node that needs no other, or the empty container. */
function standAlone([tag, first, second]: Tagged): unknown {
  switch (tag) {
    case TAG.UNDEFINED:
    case TAG.REGION:
    case TAG.VIEW:
    case TAG.SHARED:
    case TAG.BOXED:
      return undefined;
    case TAG.NEGATIVE_ZERO:
      return -0;
    case TAG.UTF16:
      return textOf(bytesIn(first));
    case TAG.BIGINT:
      return bigintOf(first);
    case TAG.OBJECT:
      return {};
    case TAG.ARRAY:
      return [];
    case TAG.SPARSE:
      return arrayOf(first);
    case TAG.DATE:
      if (typeof first !== 'number') throw malformed();
      return new Date(first);
    case TAG.REGEXP:
      return regexpOf(first, second);
    case TAG.MAP:
      return new Map();
    case TAG.SET:
      return new Set();
    case TAG.ERROR:
      return first === 'AggregateError' ? new AggregateError([]) : new (ERRORS.get(String(first)) ?? Error)();
    case TAG.BUFFER:
      return bytesIn(first).slice().buffer;
    case TAG.STAND_IN:
      return standInOf(first);
    default:
      throw malformed();
  }
}

function bytesIn(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformed();
  // msgpackr gives a Node `Buffer` in some runtimes, whose `slice` is a view.
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length % 2 !== 0) throw malformed();
  let text = '';
  for (const unit of new Uint16Array(bytes.slice().buffer)) text += String.fromCharCode(unit);
  return text;
}

function bigintOf(text: unknown): bigint {
  if (typeof text !== 'string' || !/^-?[0-9a-f]+$/.test(text)) throw malformed();
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}

function arrayOf(length: unknown): unknown[] {
  if (typeof length !== 'number' || length >>> 0 !== length) throw malformed();
  const array: unknown[] = [];
  array.length = length;
  return array;
}

function standInOf(text: unknown): StandIn {
  const handle: unknown = handleIn(text);
  const object = typeof handle === 'object' && handle !== null ? attach(handle) : undefined;
  if (object instanceof StandIn) return object;
  throw malformed();
}

function handleIn(text: unknown): unknown {
  if (typeof text !== 'string') throw malformed();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CodecError('the value has a handle that is none', { cause: error });
  }
}

function regexpOf(source: unknown, flags: unknown): RegExp {
  try {
    return new RegExp(String(source), String(flags));
  } catch (error) {
    throw new CodecError('the value has a regular expression that is none', { cause: error });
  }
}

/** Assigned, except where an assignment would not make a property of its own. */
function define(object: object, key: string, value: unknown): void {
  if (key !== '__proto__' && !Array.isArray(object)) (object as Record<string, unknown>)[key] = value;
  else {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  }
}
