/** Events. State: `set`. */
import type { Script } from '../connection/script.js';
import { RoomFamily } from './room.js';

const LIBRARY = `
LINES = { LINE }
withdrawn = function() end
died = function() end
holds = function() return false end
settle = function() end
`;

export const EVENT: RoomFamily = new RoomFamily([], LIBRARY);

/** ARGV: ticket, 1 to wait. Result: 1 it is set, 0 it waits, nil if it is not set. */
export const WAIT: Script = EVENT.verb(
  `if call('HEXISTS', STATE, 'set') == 1 then return 1 end
if isAsked(ARGV[4]) then return 0 end
if ARGV[5] ~= '1' then return false end
stay()
enter(LINE, ARGV[4], '')
return 0`,
  { repeatable: true },
);

/** Releases everyone who waits. */
export const SET: Script = EVENT.verb(
  `call('HSET', STATE, 'set', 1)
for _, ticket in ipairs(call('ZRANGE', LINE, 0, -1)) do
  leaveLine(LINE, ticket)
  answer(ticket, 'set')
end`,
);

/** Result: nothing. */
export const CLEAR: Script = EVENT.verb(`call('HDEL', STATE, 'set')`);
