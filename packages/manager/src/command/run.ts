/** What `weft-manager` does with its arguments. */
import { readFileSync } from 'node:fs';
import { EXIT, type Parsed, parseWords, type Surroundings } from './command-line.js';
import { look } from './look.js';
import { serve } from './serve.js';

const HELP = `Usage: weft-manager <command> [address] [options]

Serves objects that processes share, and looks at servers.

Commands:
  serve              serve until Ctrl-C
  servers            the servers of this user on this machine
  ls [address]       the objects of a server
  stat [address]     a server and its clients
  top [address]      the same, live

Without an address, commands look at the only server of this user on this machine.
Addresses are unix:///path, tcp://host:port and tls://host:port.

Options:
  --listen <address>      where to serve (default: a Unix socket that only this user reaches)
  --authkey-file <file>   file with the secret that both sides have, 16 bytes or more
                          (default: a new one, which programs of this user on this machine find)
  --tls-cert <file>       serve: certificate, and
  --tls-key <file>        its key, for tls://
  --tls-ca <file>         look: who may have signed the certificate of the server
  --setup <module>        serve: calls its export "setup" with the server, to register types
  --interval <ms>         top: time between two looks (default 1000)
  --json                  print JSON
  -h, --help              print this
  -v, --version           print the version

Exit codes: 0 done, 1 failed, 2 wrong arguments.`;

/** Runs the command and returns its exit code. @throws WeftError */
export async function run(words: readonly string[], around: Surroundings): Promise<number> {
  const parsed = parse(words, around);
  if (parsed === undefined) return EXIT.USAGE;
  const { values, positionals } = parsed;
  const [command, address, ...more] = positionals;
  if (values.help) return said(around, HELP);
  if (values.version) return said(around, version());
  if (more.length > 0) return misused(around, `what is ${more.join(' ')}?`);
  switch (command) {
    case 'serve':
      if (address !== undefined) return misused(around, `serve takes its address as --listen ${address}`);
      await serve(values, around);
      return EXIT.DONE;
    case 'servers':
    case 'ls':
    case 'stat':
    case 'top':
      return look(command, address, values, around);
    default:
      return misused(around, command === undefined ? 'no command given' : `there is no command ${command}`);
  }
}

/** The options and words of a command line; `undefined` if they are wrong. */
function parse(words: readonly string[], around: Surroundings): Parsed | undefined {
  try {
    return parseWords(words);
  } catch (error) {
    misused(around, (error as Error).message);
    return undefined;
  }
}

function said({ say }: Surroundings, text: string): number {
  say(text);
  return EXIT.DONE;
}

function misused({ complain }: Surroundings, why: string): number {
  complain(`${why} (weft-manager --help tells more)`);
  return EXIT.USAGE;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
