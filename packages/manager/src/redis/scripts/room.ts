/**
 * What everything has in common that clients hold or wait for, in Lua: the waiting room.
 *
 * An object is a state machine over a few keys, each step of which is one script. Who has to wait is put into a line with a
 * **ticket** (`client:number`); whoever makes the wait come true **answers** the ticket: takes it out of the line, writes the
 * answer down and rings the bell of its client, which then comes to look. So nothing is ever handed to somebody who does not
 * know of it, and a lost ring costs time only: clients look by themselves at every heartbeat, too.
 *
 * **Leases**: each client that holds something or waits has a lease on the object, by the clock of the server, and renews it
 * with every heartbeat. Every script first sees off the clients whose leases are over: their tickets leave the lines, and
 * `died` says what becomes of what they held.
 *
 * - KEYS: state, line, asks, answers, leases, further ones by kind
 * - ARGV: client, milliseconds of its lease, prefix of bells, further ones by verb
 */
import { GONE } from '../connection/replies.js';
import { type Script, type ScriptOptions, script } from '../connection/script.js';
import type { Part } from '../keys.js';

const OPENING = `
local call = redis.call
local STATE, LINE, ASKS, ANSWERS, LEASES = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local CLIENT, LEASE, BELLS = ARGV[1], ARGV[2], ARGV[3]
if call('EXISTS', STATE) == 0 then return redis.error_reply('${GONE} ' .. STATE) end

local time = call('TIME')
local NOW = time[1] * 1000 + math.floor(time[2] / 1000)

-- What each kind says: its lines; what becomes of a ticket that leaves one without an answer, and of what a client held that
-- died; whether a ticket stands for something that is held; and who can be answered now.
local LINES, withdrawn, died, holds, settle

local function clientOf(ticket)
  return string.sub(ticket, 1, 16)
end

local function stay()
  call('ZADD', LEASES, NOW + LEASE, CLIENT)
end

local function enter(line, ticket, ask)
  call('ZADD', line, call('HINCRBY', STATE, 'arrivals', 1), ticket)
  call('HSET', ASKS, ticket, ask)
end

local function leaveLine(line, ticket)
  local ask = call('HGET', ASKS, ticket)
  call('ZREM', line, ticket)
  call('HDEL', ASKS, ticket)
  return ask
end

local function answer(ticket, text)
  call('HSET', ANSWERS, ticket, text)
  call('PUBLISH', BELLS .. clientOf(ticket), ticket)
end

local function lineOf(ticket)
  for _, line in ipairs(LINES) do
    if call('ZSCORE', line, ticket) then return line end
  end
end

-- Whether a question was asked before: it was sent again because its answer was lost.
local function isAsked(ticket)
  return lineOf(ticket) ~= nil or call('HEXISTS', ANSWERS, ticket) == 1
end

local function seeOff(client)
  for _, line in ipairs(LINES) do
    for _, ticket in ipairs(call('ZRANGE', line, 0, -1)) do
      if clientOf(ticket) == client then withdrawn(line, ticket, leaveLine(line, ticket)) end
    end
  end
  for _, ticket in ipairs(call('HKEYS', ANSWERS)) do
    if clientOf(ticket) == client then call('HDEL', ANSWERS, ticket) end
  end
  call('ZREM', LEASES, client)
  died(client)
  settle()
end
`;

const BEGINNING = `
for _, client in ipairs(call('ZRANGEBYSCORE', LEASES, '-inf', NOW)) do seeOff(client) end
`;

/** Verbs that every kind has. */
export interface RoomScripts {
  /**
   * Renews the lease. ARGV: tickets that the client holds something by or waits with. Result: a letter for each, `a` it is
   * answered, `w` it waits, `h` it holds, `l` it is lost.
   */
  readonly beat: Script;
  /** ARGV: ticket. Result: its answer, or nil. */
  readonly look: Script;
  /** Forgets an answer that has arrived. ARGV: ticket. */
  readonly forget: Script;
  /** Gives a wait up. ARGV: ticket. Result: its answer if it has one already, or nil. */
  readonly withdraw: Script;
  /** The client is done with the object, whatever it holds. */
  readonly leave: Script;
}

/** The scripts of one kind of object. */
export class RoomFamily {
  readonly parts: readonly Part[];
  readonly common: RoomScripts;
  readonly #library: string;

  /**
   * @param more the parts that the kind needs behind those of every room
   * @param library Lua that assigns `LINES`, `withdrawn`, `died`, `holds` and `settle`
   */
  constructor(more: readonly Part[], library: string) {
    this.parts = ['state', 'line', 'asks', 'answers', 'leases', ...more];
    this.#library = library;
    this.common = {
      beat: this.verb(BEAT, { repeatable: true }),
      look: this.verb(`return call('HGET', ANSWERS, ARGV[4])`, { repeatable: true }),
      forget: this.verb(`call('HDEL', ANSWERS, ARGV[4])`, { repeatable: true }),
      withdraw: this.verb(WITHDRAW, { repeatable: true }),
      leave: this.verb('seeOff(CLIENT)', { repeatable: true }),
    };
  }

  /** A script of this kind. Its arguments begin with `ARGV[4]`. */
  verb(body: string, options?: ScriptOptions): Script {
    return script(OPENING + this.#library + BEGINNING + body, options);
  }
}

const BEAT = `
stay()
local states = {}
for i = 4, #ARGV do
  local ticket = ARGV[i]
  if call('HEXISTS', ANSWERS, ticket) == 1 then
    states[#states + 1] = 'a'
  elseif lineOf(ticket) then
    states[#states + 1] = 'w'
  else
    states[#states + 1] = holds(ticket) and 'h' or 'l'
  end
end
return table.concat(states)`;

const WITHDRAW = `
local ticket = ARGV[4]
local given = call('HGET', ANSWERS, ticket)
local line = lineOf(ticket)
if line then
  withdrawn(line, ticket, leaveLine(line, ticket))
  -- Those behind may want less.
  settle()
end
return given`;
