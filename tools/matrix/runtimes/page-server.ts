import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves a stage on the loopback interface, with the headers that make its pages cross-origin isolated, and packages as
 * they are for browsers.
 */
export async function servePages(folder: string): Promise<PageServer> {
  const files = sirv(folder, {
    dev: true,
    setHeaders(response) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    },
  });
  const server = createServer((request, response) => {
    request.url = request.url?.replace(/^\/vendor\//, '/vendor-browser/');
    files(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
