/** The types that a field of a struct can have. Little-endian on every machine. */

/** The TypeScript type of each. */
export interface FieldTypes {
  i8: number;
  u8: number;
  i16: number;
  u16: number;
  i32: number;
  u32: number;
  i64: bigint;
  u64: bigint;
  f32: number;
  f64: number;
  bool: boolean;
}

export type FieldType = keyof FieldTypes;

interface FieldFormat<T> {
  readonly bytes: number;
  readonly accepts: (value: unknown) => boolean;
  readonly read: (data: DataView, at: number) => T;
  readonly write: (data: DataView, at: number, value: T) => void;
}

function integer(min: number, max: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function bigint(min: bigint, max: bigint): (value: unknown) => boolean {
  return (value) => typeof value === 'bigint' && value >= min && value <= max;
}

function number(value: unknown): boolean {
  return typeof value === 'number';
}

export const FIELD_TYPES: { readonly [K in FieldType]: FieldFormat<FieldTypes[K]> } = {
  i8: {
    bytes: 1,
    accepts: integer(-0x80, 0x7f),
    read: (data, at) => data.getInt8(at),
    write: (data, at, value) => data.setInt8(at, value),
  },
  u8: {
    bytes: 1,
    accepts: integer(0, 0xff),
    read: (data, at) => data.getUint8(at),
    write: (data, at, value) => data.setUint8(at, value),
  },
  i16: {
    bytes: 2,
    accepts: integer(-0x8000, 0x7fff),
    read: (data, at) => data.getInt16(at, true),
    write: (data, at, value) => data.setInt16(at, value, true),
  },
  u16: {
    bytes: 2,
    accepts: integer(0, 0xffff),
    read: (data, at) => data.getUint16(at, true),
    write: (data, at, value) => data.setUint16(at, value, true),
  },
  i32: {
    bytes: 4,
    accepts: integer(-0x80000000, 0x7fffffff),
    read: (data, at) => data.getInt32(at, true),
    write: (data, at, value) => data.setInt32(at, value, true),
  },
  u32: {
    bytes: 4,
    accepts: integer(0, 0xffffffff),
    read: (data, at) => data.getUint32(at, true),
    write: (data, at, value) => data.setUint32(at, value, true),
  },
  i64: {
    bytes: 8,
    accepts: bigint(-(2n ** 63n), 2n ** 63n - 1n),
    read: (data, at) => data.getBigInt64(at, true),
    write: (data, at, value) => data.setBigInt64(at, value, true),
  },
  u64: {
    bytes: 8,
    accepts: bigint(0n, 2n ** 64n - 1n),
    read: (data, at) => data.getBigUint64(at, true),
    write: (data, at, value) => data.setBigUint64(at, value, true),
  },
  f32: {
    bytes: 4,
    accepts: number,
    read: (data, at) => data.getFloat32(at, true),
    write: (data, at, value) => data.setFloat32(at, value, true),
  },
  f64: {
    bytes: 8,
    accepts: number,
    read: (data, at) => data.getFloat64(at, true),
    write: (data, at, value) => data.setFloat64(at, value, true),
  },
  bool: {
    bytes: 1,
    accepts: (value) => typeof value === 'boolean',
    read: (data, at) => data.getUint8(at) !== 0,
    write: (data, at, value) => data.setUint8(at, value ? 1 : 0),
  },
};
