/**
 * Barriers. State: `parties`, `broken`, `acting` the ticket of whoever runs the action of the round.
 *
 * All who wait stand in one line. The first `parties` of it are the round; those behind have come while an action runs, and are
 * the beginning of the next one. What those in line want: `1` for those who can run the action, or `0`.
 */
import type { Script } from '../connection/script.js';
import { RoomFamily } from './room.js';

const LIBRARY = `
LINES = { LINE }
local PARTIES = tonumber(call('HGET', STATE, 'parties'))

local function breakUp(except)
  for _, ticket in ipairs(call('ZRANGE', LINE, 0, -1)) do
    leaveLine(LINE, ticket)
    if ticket ~= except then answer(ticket, 'broken') end
  end
  call('HDEL', STATE, 'acting')
end

local function breakDown(except)
  call('HSET', STATE, 'broken', 1)
  breakUp(except)
end

local function open()
  local acting = call('HGET', STATE, 'acting')
  for index, ticket in ipairs(call('ZRANGE', LINE, 0, PARTIES - 1)) do
    leaveLine(LINE, ticket)
    -- Whoever has run the action knows already.
    if ticket ~= acting then answer(ticket, 'passed ' .. index - 1) end
  end
  call('HDEL', STATE, 'acting')
end

withdrawn = function()
  breakDown()
end

died = function() end

holds = function() return false end

settle = function()
  while call('HEXISTS', STATE, 'acting') == 0 and call('ZCARD', LINE) >= PARTIES do
    local actor
    for index, ticket in ipairs(call('ZRANGE', LINE, 0, PARTIES - 1)) do
      if call('HGET', ASKS, ticket) == '1' then actor = { ticket, index - 1 } end
    end
    if actor then
      call('HSET', STATE, 'acting', actor[1])
      answer(actor[1], 'act ' .. actor[2])
    else
      open()
    end
  end
end
`;

export const BARRIER: RoomFamily = new RoomFamily([], LIBRARY);

/** ARGV: ticket, 1 if it can run the action. Result: 0 it waits or is answered already, -1 the barrier is broken. */
export const ARRIVE: Script = BARRIER.verb(
  `if isAsked(ARGV[4]) then return 0 end
if call('HEXISTS', STATE, 'broken') == 1 then return -1 end
stay()
enter(LINE, ARGV[4], ARGV[5])
settle()
return 0`,
  { repeatable: true },
);

/** One of the parties does not wait any longer, which breaks the barrier. ARGV: ticket. Result: its answer, or nil. */
export const GIVE_UP: Script = BARRIER.verb(
  `local given = call('HGET', ANSWERS, ARGV[4])
if not given and lineOf(ARGV[4]) then breakDown(ARGV[4]) end
return given`,
  { repeatable: true },
);

/** The action of a round has ended. ARGV: ticket, 1 if it went well. Result: 1 if the round still waited for it. */
export const ACTED: Script = BARRIER.verb(
  `if call('HGET', STATE, 'acting') ~= ARGV[4] then return 0 end
if ARGV[5] == '1' then
  open()
  settle()
else
  breakDown(ARGV[4])
end
return 1`,
);

/** Breaks it until it is reset. */
export const ABORT: Script = BARRIER.verb('breakDown()');

/** Breaks it for those who wait, and makes it new. */
export const RESET: Script = BARRIER.verb(
  `breakUp()
call('HDEL', STATE, 'broken')`,
);
