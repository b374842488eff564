/** What Redis has no command for on its hashes. KEYS of all: the hash. */
import { type Script, script } from '../connection/script.js';

/** Keys and values in turn. (The command itself would come as a map, in which a client makes texts of the keys.) */
export const ENTRIES: Script = script(`return redis.call('HGETALL', KEYS[1])`, { repeatable: true });

/** Takes an entry out. ARGV: key. Result: its value, or nil. */
export const POP: Script = script(
  `local value = redis.call('HGET', KEYS[1], ARGV[1])
if value then redis.call('HDEL', KEYS[1], ARGV[1]) end
return value`,
);

/** Takes some entry out. Result: its key and value, or nil. */
export const POP_SOME: Script = script(
  `local key = redis.call('HRANDFIELD', KEYS[1])
if not key then return false end
local value = redis.call('HGET', KEYS[1], key)
redis.call('HDEL', KEYS[1], key)
return { key, value }`,
);

/** ARGV: key, value. Result: the value that is there now. */
export const SET_DEFAULT: Script = script(
  `redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HGET', KEYS[1], ARGV[1])`,
  { repeatable: true },
);

/**
 * Changes an entry if it is still the same. ARGV: key, what its value was, what it is to be; no value is empty, so an empty text
 * stands for no entry. Result: 1 if it did, else 0.
 */
export const REPLACE_ENTRY: Script = script(
  `if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1`,
);
