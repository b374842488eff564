/** What Redis has no command for on its strings. KEYS of all: the string. */
import { type Script, script } from '../connection/script.js';

/** Replaces a value if it is still the same. ARGV: what it was, what it is to be. Result: 1 if it did, else 0. */
export const REPLACE_VALUE: Script = script(
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`,
);

/** Replaces bytes if they are still the same. ARGV: the first byte, what they were, what they are to be. Result: as above. */
export const REPLACE_BYTES: Script = script(
  `if redis.call('GETRANGE', KEYS[1], ARGV[1], ARGV[1] + #ARGV[2] - 1) ~= ARGV[2] then return 0 end
redis.call('SETRANGE', KEYS[1], ARGV[1], ARGV[3])
return 1`,
);
