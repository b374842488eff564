/**
 * Lesson 29b: a service. `serve` is what the lessons before lead to: selectors, sockets that do not block, backlogs for
 * slow peers, time limits and clean ends, for as many connections as there are, on the event loop of one thread. The
 * protocol is the program's own affair: here it is HTTP/1.1, whose requests a parser of this folder takes out of the
 * bytes, whatever pieces they come in.
 *
 *     GET  /hello?name=Anna     a greeting
 *     POST /sum                 [1, 2, 3.5]  ->  {"sum":6.5}
 *
 * `node 29b-http.js --listen 8080` serves until Ctrl-C: try `curl -d '[1, 2, 3.5]' http://127.0.0.1:8080/sum`.
 */
import { parseArgs } from 'node:util';
import { type Connection, type Server, serve } from '@weft/native-epoll';
import { HttpError, type HttpRequest, RequestParser } from './http/request-parser.js';
import { bytesOf, type HttpResponse, json, text } from './http/response.js';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

function hello({ target }: HttpRequest): HttpResponse {
  const name = new URL(target, 'http://host').searchParams.get('name') ?? 'world';
  return text(200, `hello, ${name}`);
}

function sum({ body }: HttpRequest): HttpResponse {
  const numbers: unknown = JSON.parse(body.toString());
  const isList = Array.isArray(numbers) && numbers.every((number) => typeof number === 'number');
  if (!isList) return text(422, 'send an array of numbers');
  return json({ sum: numbers.reduce((total: number, number: number) => total + number, 0) });
}

/** By path, and then by method. */
const routes: Readonly<Record<string, Readonly<Record<string, (request: HttpRequest) => HttpResponse>>>> = {
  '/hello': { GET: hello, HEAD: hello },
  '/sum': { POST: sum },
};

function answer(request: HttpRequest): HttpResponse {
  const [path = ''] = request.target.split('?');
  const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (methods === undefined) return text(404, 'there is nothing here');
  const handle = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (handle === undefined) {
    return { ...text(405, 'not this way'), headers: { Allow: Object.keys(methods).join(', ') } };
  }
  try {
    return handle(request);
  } catch (error) {
    if (error instanceof SyntaxError) return text(400, error.message);
    console.error(error);
    return text(500, 'something went wrong here');
  }
}

/** Answers what is complete, in order; after the last answer whatever else comes is ignored. */
function receive(connection: Connection<RequestParser>, bytes: Buffer): void {
  const parser = connection.context;
  if (parser === undefined) return;
  try {
    for (const request of parser.push(bytes, () => connection.write(CONTINUE))) {
      const response = bytesOf(answer(request), request.method, request.keepAlive);
      if (request.keepAlive) {
        connection.write(response);
      } else {
        sayGoodbye(connection, response);
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    sayGoodbye(connection, bytesOf(text(error.status, error.message), 'GET', false));
  }
}

function sayGoodbye(connection: Connection<RequestParser>, response: Buffer): void {
  connection.context = undefined;
  connection.end(response);
}

function start(port: number): Promise<Server<RequestParser>> {
  return serve<RequestParser>({
    port,
    host: '127.0.0.1',
    idleTimeout: 30_000,
    onConnection: (connection) => {
      connection.context = new RequestParser();
    },
    onData: receive,
    onError: (error, connection) => {
      // A peer that has hung up is nothing to report.
      if (connection === undefined || !('syscall' in error)) console.error(error);
    },
  });
}

const { listen } = parseArgs({ options: { listen: { type: 'string' } } }).values;
const server = await start(Number(listen ?? 0));
const { port } = server.address as { port: number };

if (listen === undefined) {
  const url = `http://127.0.0.1:${port}`;
  const greetings = ['Anna', 'Ben', 'Cleo'].map(async (name) =>
    (await fetch(`${url}/hello?name=${name}`)).text(),
  );
  for (const greeting of await Promise.all(greetings)) console.log(greeting.trimEnd());
  const response = await fetch(`${url}/sum`, { method: 'POST', body: '[1, 2, 3.5]' });
  console.log(await response.text());
  console.log((await fetch(`${url}/nowhere`)).status);
  await server.close({ grace: 0 });
} else {
  console.log(`listening at port ${port}`);
  process.once('SIGINT', () => {
    void server.close();
    // Every request that has come is answered by now; who has sent half of one has time until the grace is over.
    for (const connection of server) if (!connection.context?.isInside) connection.end();
  });
}
