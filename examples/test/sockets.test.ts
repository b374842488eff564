import { describe, expect, it } from 'vitest';
import { listening, Terminal } from './support/listening.js';
import { run } from './support/run.js';

/** What a lesson prints. It must end by itself, and without a complaint. */
async function linesOf(lesson: string): Promise<string[]> {
  const { exitCode, lines, errors } = await run(`${lesson}.js`);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  return lines;
}

/** What one side of a lesson prints. */
function spokenBy(side: string, lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith(`${side}: `)).map((line) => line.slice(side.length + 2));
}

describe('the lessons about sockets', () => {
  it('25: a blocking server has one client at a time, the next one waits', async () => {
    const lines = await linesOf('25-blocking');
    expect(spokenBy('server', lines)).toEqual([
      'client 1 is here',
      'client 1 has left',
      'client 2 is here',
      'client 2 has left',
    ]);
    expect(spokenBy('clients', lines)).toEqual([
      'Ben gets no answer',
      'Anna is told HELLO FROM ANNA',
      'Ben is told HELLO FROM BEN',
    ]);
  });

  it('26: without blocking, EAGAIN is caught and there is time for something else', async () => {
    const lines = await linesOf('26-non-blocking');
    expect(lines[0]).toBe('server: nobody is there yet, EAGAIN');
    expect(spokenBy('clients', lines)).toEqual([
      'Ben is told HELLO FROM BEN',
      'Anna is told HELLO FROM ANNA',
      'Ben is told AND GOODBYE FROM BEN',
      'Anna is told AND GOODBYE FROM ANNA',
    ]);
    const [, polls, sheep] = /asked (\d+) times, and counted (\d+) sheep/.exec(lines.join('\n')) ?? [];
    expect(Number(polls)).toBeGreaterThan(2);
    expect(sheep).toBe(polls);
  });

  it('27: select serves many on one thread', async () => {
    const lines = await linesOf('27-select-chat');
    expect(spokenBy('server', lines)).toEqual([
      'guest 1 has come',
      'guest 2 has come',
      'guest 2: is anybody here?',
      'guest 3 has come',
      'guest 1: hello',
      'guest 1: both of you',
      'guest 1 has left',
      'guest 2 has left',
      'guest 3 has left',
    ]);
    expect(spokenBy('guests', lines)).toEqual(['you are guest 1', 'you are guest 2', 'you are guest 3']);
  });

  it('28: the same with promises, and the thread does other things meanwhile', async () => {
    const lines = await linesOf('28-asynchronous');
    expect(spokenBy('server', lines)).toEqual([
      'guest 1 has come',
      'guest 2 has come',
      'guest 1: welcome',
      'guest 2: thank you',
      'guest 1 has left',
      'guest 2 has left',
    ]);
    expect(lines.filter((line) => line.startsWith('Ben hears: '))).toEqual([
      'Ben hears: you are guest 2',
      'Ben hears: guest 1: welcome',
      'Ben hears: guest 1 has left',
    ]);
    expect(lines.at(-1)).toBe('the clock of the same thread has ticked: true');
  });

  it('29: a selector gives back what was registered with a socket', async () => {
    const lines = await linesOf('29-selectors');
    expect(spokenBy('clients', lines)).toEqual(['Ben hears I am Ben', 'Anna hears I am Anna']);
    expect(spokenBy('server', lines).toSorted()).toEqual([
      'accepted a client, 2 sockets are registered',
      'accepted a client, 3 sockets are registered',
      'closing a client',
      'closing a client',
      'echoing I am Anna',
      'echoing I am Ben',
    ]);
  });

  it('29: any selector does', async () => {
    for (const WEFT_SELECTOR of ['poll', 'select']) {
      const { exitCode, lines } = await run('29-selectors.js', [], { env: { WEFT_SELECTOR } });
      expect(exitCode).toBe(0);
      expect(spokenBy('clients', lines)).toEqual(['Ben hears I am Ben', 'Anna hears I am Anna']);
    }
  });
});

describe('the lessons with real clients', () => {
  it('25: answers one terminal after the other', async () => {
    await using server = await listening('25-blocking');
    const [one, two] = [await Terminal.open(server), await Terminal.open(server)];
    two.type('second\n');
    one.type('first\n');
    expect(await one.read()).toBe('FIRST');
    one.hangUp();
    expect(await two.read()).toBe('SECOND');
    two.hangUp();
  });

  for (const lesson of ['27-select-chat', '28-asynchronous']) {
    it(`${lesson}: everybody hears what the others say`, async () => {
      await using server = await listening(lesson);
      const guests: Terminal[] = [];
      for (let number = 1; number <= 20; number += 1) {
        const guest = await Terminal.open(server);
        expect(await guest.read()).toBe(`you are guest ${number}`);
        for (const other of guests) expect(await other.read()).toBe(`guest ${number} has come`);
        guests.push(guest);
      }
      const [first, second, ...others] = guests as [Terminal, Terminal, ...Terminal[]];
      // In pieces, with two ways to end a line, and characters of several bytes.
      const said = Buffer.from('größe\r\nzwei\n');
      for (const byte of said) first.socket.write(Buffer.of(byte));
      for (const other of [second, ...others]) {
        expect(await other.read()).toBe('guest 1: größe');
        expect(await other.read()).toBe('guest 1: zwei');
      }
      second.type('I go');
      second.reset();
      for (const other of [first, ...others]) expect(await other.read()).toBe('guest 2 has left');
      for (const guest of guests) guest.hangUp();
    });

    it(`${lesson}: who does not listen holds up nobody`, async () => {
      await using server = await listening(lesson);
      const [speaker, listener, deaf] = [
        await Terminal.open(server),
        await Terminal.open(server),
        await Terminal.open(server),
      ];
      deaf.socket.pause();
      expect(await listener.read()).toBe('you are guest 2');
      expect(await listener.read()).toBe('guest 3 has come');
      const line = 'x'.repeat(10_000);
      for (let number = 0; number < 1000; number += 1) {
        speaker.type(`${number} ${line}\n`);
        // The deaf one may be shown the door in between.
        const told = await listener.read();
        const heard = told === 'guest 3 has left' ? await listener.read() : told;
        expect(heard).toBe(`guest 1: ${number} ${line}`);
      }
      for (const guest of [speaker, listener, deaf]) guest.hangUp();
    });
  }

  it('29: echoes to many at once', async () => {
    await using server = await listening('29-selectors');
    const clients = await Promise.all(Array.from({ length: 50 }, () => Terminal.open(server)));
    for (const [index, client] of clients.entries()) client.type(`number ${index}\n`);
    for (const [index, client] of clients.entries()) expect(await client.read()).toBe(`number ${index}`);
    clients[0]?.reset();
    clients[1]?.type('still here\n');
    expect(await clients[1]?.read()).toBe('still here');
    for (const client of clients) client.hangUp();
  });
});
