/** Answers, as bytes. */
import { STATUS_CODES } from 'node:http';

export interface HttpResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const text = (status: number, body: string): HttpResponse => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

export const json = (value: unknown): HttpResponse => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
});

/** @param method of the request: the answer to a HEAD has no body */
export function bytesOf(response: HttpResponse, method: string, keepAlive: boolean): Buffer {
  const { status, type, headers = {} } = response;
  const body = Buffer.from(response.body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Date: ${new Date().toUTCString()}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(keepAlive ? [] : ['Connection: close']),
    '',
    '',
  ];
  const head = Buffer.from(lines.join('\r\n'), 'latin1');
  return method === 'HEAD' ? head : Buffer.concat([head, body]);
}
