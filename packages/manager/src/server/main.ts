/** The process that `Manager.start()` runs a server in. It ends with its server, or with who has started it. */
import { errorParts } from '../wire/errors.js';
import type { Notice, Order } from './control.js';
import { ManagerServer } from './manager-server.js';
import { importTarget } from './registry.js';

let server: ManagerServer | undefined;

function tell(notice: Notice): void {
  // Nobody to tell: 'disconnect' is about to end this.
  if (process.connected) process.send?.(notice, () => {});
}

async function serve(order: Extract<Order, { order: 'serve' }>): Promise<void> {
  try {
    server = new ManagerServer(order.options);
    tell({ notice: 'serving', address: await server.serve() });
    await server.closed;
    process.disconnect();
  } catch (error) {
    tell({ notice: 'failed', error: errorParts(error) });
  }
}

async function register(order: Extract<Order, { order: 'register' }>): Promise<void> {
  const { number, what, name, target, options } = order;
  try {
    if (what === 'task') server?.registerTask(name, target);
    else server?.register(name, await importTarget(target), options);
    tell({ notice: 'registered', number });
  } catch (error) {
    tell({ notice: 'registered', number, error: errorParts(error) });
  }
}

process.on('message', (order: Order) => void (order.order === 'serve' ? serve(order) : register(order)));

// Who has started this process is gone, however that ended: so is the server, and its socket and key with it.
process.on('disconnect', () => {
  const closing = server?.close() ?? Promise.resolve();
  void closing.finally(() => process.exit());
});

// A Ctrl-C is for the program: it may still need the server to end well.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {
  if (process.connected) process.disconnect();
});

tell({ notice: 'ready' });
