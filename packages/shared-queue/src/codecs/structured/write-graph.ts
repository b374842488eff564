/** Lays a value out as nodes. No recursion: a list of a million links is as good as any other value. */
import { attach, Region, SharedObject } from '@weft/atomics';
import { HANDLE_MARK, StandIn } from '@weft/atomics/kit';
import { CodecError } from '../../errors.js';
import type { Scope } from '../codec.js';
import { ERRORS, NONE, type Node, TAG, type Tagged, VIEWS } from './nodes.js';

/** @throws CodecError for functions, symbols, shared memory and what is tied to its thread */
export function writeGraph(value: unknown, scope: Scope): readonly Node[] {
  return new GraphWriter(scope).write(value);
}

/** Types whose state cannot be copied. */
const UNCLONABLE = [WeakMap, WeakSet, WeakRef, Promise, SharedArrayBuffer];

class GraphWriter {
  readonly #scope: Scope;
  readonly #nodes: Node[] = [];
  readonly #places = new Map<object, number>();
  /** Objects whose places are given, in order of their places, and how each was reached. */
  readonly #found: { readonly value: object; readonly place: number; readonly path: Path | undefined }[] = [];
  #path: Path | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  write(value: unknown): readonly Node[] {
    this.#place(value, '');
    // The list grows while it is worked off.
    for (const { value: found, place, path } of this.#found) {
      this.#path = path;
      this.#nodes[place] = this.#node(found);
    }
    return this.#nodes;
  }

  /** The place of a value; its node is written now if it is a primitive, later if not. */
  #place(value: unknown, key: string): number {
    const place = this.#nodes.length;
    if (typeof value !== 'object' || value === null) {
      this.#nodes.push(this.#primitive(value, key));
      return place;
    }
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, place);
    this.#nodes.push(null);
    this.#found.push({ value, place, path: { above: this.#path, key } });
    return place;
  }

  #primitive(value: unknown, key: string): Node {
    switch (typeof value) {
      case 'string':
        return value.isWellFormed() ? value : [TAG.UTF16, utf16Of(value)];
      case 'number':
        return Object.is(value, -0) ? [TAG.NEGATIVE_ZERO] : value;
      case 'bigint':
        return [TAG.BIGINT, value.toString(16)];
      case 'undefined':
        return [TAG.UNDEFINED];
      case 'function':
      case 'symbol':
        throw this.#refusal(`a ${typeof value}`, key);
      default:
        return value as null | boolean;
    }
  }

  #node(value: object): Tagged {
    if (Array.isArray(value)) return this.#array(value);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return [TAG.OBJECT, ...this.#properties(value)];
    if (value instanceof SharedObject) return this.#shared(value);
    if (value instanceof Region) return this.#region(value);
    if (value instanceof StandIn) return [TAG.STAND_IN, JSON.stringify(value.handle)];
    if (value instanceof Error) return this.#error(value);
    return this.#builtIn(value) ?? this.#instance(value);
  }

  #builtIn(value: object): Tagged | undefined {
    if (value instanceof Date) return [TAG.DATE, value.getTime()];
    if (value instanceof RegExp) return [TAG.REGEXP, value.source, value.flags];
    if (value instanceof Map) return [TAG.MAP, ...this.#pairs(value.entries())];
    if (value instanceof Set)
      return [TAG.SET, ...Array.from(value, (member) => this.#place(member, '<member>'))];
    if (value instanceof ArrayBuffer) return [TAG.BUFFER, new Uint8Array(value)];
    if (ArrayBuffer.isView(value)) return this.#view(value);
    const primitive = unboxed(value);
    return primitive === undefined ? undefined : [TAG.BOXED, this.#place(primitive, '')];
  }

  #array(value: unknown[]): Tagged {
    if (Object.keys(value).length === value.length && !hasHole(value)) {
      return [TAG.ARRAY, ...value.map((element, i) => this.#place(element, `[${i}]`))];
    }
    return [TAG.SPARSE, value.length, ...this.#properties(value)];
  }

  #properties(value: object): number[] {
    return Object.entries(value).flatMap(([key, property]) => [
      this.#place(key, ''),
      this.#place(property, `.${key}`),
    ]);
  }

  #pairs(entries: Iterable<[unknown, unknown]>): number[] {
    return Array.from(entries).flatMap(([key, value]) => [
      this.#place(key, '<key>'),
      this.#place(value, '<value>'),
    ]);
  }

  #error(error: Error): Tagged {
    const has = (name: string) => Object.hasOwn(error, name);
    return [
      TAG.ERROR,
      error instanceof AggregateError ? 'AggregateError' : ERRORS.has(error.name) ? error.name : 'Error',
      this.#place(String(error.name), '.name'),
      this.#place(String(error.message), '.message'),
      typeof error.stack === 'string' ? this.#place(error.stack, '.stack') : NONE,
      has('cause') ? this.#place(error.cause, '.cause') : NONE,
      has('errors') ? this.#place((error as AggregateError).errors, '.errors') : NONE,
    ];
  }

  /** A view of part of a buffer takes only that part along: a Node `Buffer` is a small part of a large pool. */
  #view(view: ArrayBufferView): Tagged {
    const { buffer, byteOffset, byteLength } = view;
    if (!(buffer instanceof ArrayBuffer)) throw this.#refusal('a view of shared memory', '');
    const name = Array.from(VIEWS.keys()).find((each) => view instanceof (VIEWS.get(each) as never));
    if (name === undefined) throw this.#refusal(`a ${view.constructor.name}`, '');
    const whole = byteLength === buffer.byteLength;
    const place = this.#place(whole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength), '.buffer');
    return [TAG.VIEW, name, place, byteLength / ((view as Uint8Array).BYTES_PER_ELEMENT ?? 1)];
  }

  #shared(object: SharedObject): Tagged {
    const { handle } = object;
    if (!('region' in handle)) {
      throw this.#refusal(
        `a ${handle[HANDLE_MARK]} outside of any region`,
        '',
        'make it in a Region to send it',
      );
    }
    const region = this.#place(attach<Region>(handle.region), '.region');
    return [TAG.SHARED, handle[HANDLE_MARK], handle.version, region, handle.at];
  }

  #region(region: Region): Tagged {
    if (region.scope === 'process') return [TAG.REGION, region.id, this.#place(region.handle, '.handle')];
    if (this.#scope === 'thread') return [TAG.REGION, region.id, NONE];
    throw this.#refusal(
      'something in a region of threads',
      '',
      'what goes to other processes has to live in a ProcessRegion',
    );
  }

  /** What structured clone makes of an instance of some class: an object with its own properties. */
  #instance(value: object): Tagged {
    if (UNCLONABLE.some((type) => value instanceof type)) {
      throw this.#refusal(`a ${value.constructor.name}`, '');
    }
    return [TAG.OBJECT, ...this.#properties(value)];
  }

  #refusal(
    what: string,
    key: string,
    advice = 'leave it out, or send something it can be made of',
  ): CodecError {
    const path = pathText(this.#path) + key;
    return new CodecError(`${what}${path === '' ? '' : ` at ${path}`} cannot be sent to others: ${advice}`);
  }
}

/** How a value was reached: what it lies in, and the key there. */
interface Path {
  readonly above: Path | undefined;
  readonly key: string;
}

function pathText(path: Path | undefined): string {
  let text = '';
  for (let step = path; step !== undefined; step = step.above) text = step.key + text;
  return text;
}

function hasHole(value: unknown[]): boolean {
  for (let i = 0; i < value.length; i += 1) if (!(i in value)) return true;
  return false;
}

function utf16Of(text: string): Uint8Array {
  const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return new Uint8Array(units.buffer);
}

function unboxed(value: object): unknown {
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value.valueOf();
  return Object.prototype.toString.call(value) === '[object BigInt]' ? value.valueOf() : undefined;
}
