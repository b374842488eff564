/** Writes in every way to what nobody reads any more. */
import { AF_UNIX, pipe, SOCK_STREAM, type SystemCallError, socketPair } from '@weft/native-epoll';

const [one, other] = socketPair(AF_UNIX, SOCK_STREAM);
const [reader, writer] = pipe();
other.close();
reader.close();
const bytes = Buffer.from('x');

const calls: Readonly<Record<string, () => unknown>> = {
  send: () => one.send(bytes),
  sendv: () => one.sendv([bytes, bytes]),
  sendFds: () => one.sendFds([0]),
  write: () => writer.write(bytes),
};

for (const [name, call] of Object.entries(calls)) {
  try {
    call();
    console.log(`${name} did nothing`);
  } catch (error) {
    console.log(`${name} ${(error as SystemCallError).code}`);
  }
}
