import fc from 'fast-check';
import { Command } from 'ioredis';
import { expect, it } from 'vitest';
import { pack } from '../../dist/redis/connection/pack.js';

const argument = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.uint8Array(),
  fc.uint8Array({ minLength: 3000, maxLength: 9000 }),
);

it('commands are packed as the client would pack them', () => {
  const earlier: [Uint8Array, string][] = [];
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 8 }), (args) => {
      const packed = Buffer.from(pack('RPUSH', args));
      const buffers = args.map((each) => (each instanceof Uint8Array ? Buffer.from(each) : String(each)));
      expect(packed.toString('hex')).toBe(
        Buffer.from(new Command('RPUSH', buffers).toWritable({})).toString('hex'),
      );
      // What is on its way stays as it is while others are packed.
      const bytes = pack('SET', [String(args.length), new Uint8Array([1, 2, 3])]) as Uint8Array;
      earlier.push([bytes, Buffer.from(bytes).toString('hex')]);
    }),
    { numRuns: 500 },
  );
  for (const [bytes, hex] of earlier) expect(Buffer.from(bytes).toString('hex')).toBe(hex);
});
