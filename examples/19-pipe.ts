/**
 * Lesson 19: a pipe has two ends, and both send and receive.
 *
 *     def fun(conn):
 *         conn.send('hello')
 *         print(conn.recv())
 *         conn.close()
 *
 *     parent_conn, child_conn = Pipe()
 *     p = Process(target=fun, args=(child_conn,))
 *     p.start()
 *     print(parent_conn.recv())
 *     parent_conn.send('hi son')
 *     p.join()
 *
 * A pipe between processes needs memory that they share: `scope: 'process'`. When the child has closed its end, the
 * parent learns that nothing more will come; it would, too, if the child had been killed.
 */
import { writeSync } from 'node:fs';
import { type Connection, EndOfFileError, isMainProgram, Pipe, Process, task } from '@weft/threads';

/** Shown at once, whichever process prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

const talk = task(import.meta.url, (connection: Connection) => {
  connection.sendSync('hello');
  print(`The child got: ${connection.recvSync()}`);
  connection.close();
});

if (isMainProgram()) {
  const [parent, child] = Pipe({ scope: 'process' });
  const process = new Process({ target: talk, args: [child] });
  process.start();
  print(`The parent got: ${await parent.recv()}`);
  await parent.send('hi son');
  await process.join();
  try {
    await parent.recv();
  } catch (error) {
    if (!(error instanceof EndOfFileError)) throw error;
    print('The child has closed its end.');
  }
  parent.close();
  child.close();
}
