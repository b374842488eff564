/**
 * HTTP/1.1 requests out of a stream of bytes, which come in pieces of any size: RFC 9112, as strict as it allows.
 *
 * What two parsers might understand differently is refused, because that is how requests are smuggled past a proxy:
 * two lengths, a length beside a transfer coding, folded or malformed header lines, bare line feeds. Bodies need a
 * `Content-Length`; transfer codings are refused.
 */

export interface HttpRequest {
  readonly method: string;
  readonly target: string;
  /** By their names in lower case; several of one name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Whether the client wants to send another one on this connection. */
  readonly keepAlive: boolean;
}

/** A request that is not answered as it wishes. The connection cannot be used for another one. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const LONGEST_HEAD = 16 * 1024;
const LONGEST_BODY = 64 * 1024;

const END_OF_HEAD = '\r\n\r\n';
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~]+) HTTP\/1\.([01])$/;
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t -~\x80-\xff]*?)[ \t]*$/;

/** All but the body. */
interface Head extends Omit<HttpRequest, 'body'> {
  readonly length: number;
}

export class RequestParser {
  #bytes: Buffer = Buffer.alloc(0);
  /** A request of which the body is still missing. */
  #head: Head | undefined;

  /** Whether a request has begun to come. */
  get isInside(): boolean {
    return this.#head !== undefined || this.#bytes.length > 0;
  }

  /**
   * Takes more bytes, and yields the requests that are complete now. `goOn` is called if the client waits to be told
   * that it may send a body.
   *
   * @throws HttpError
   */
  *push(bytes: Uint8Array, goOn: () => void): Generator<HttpRequest> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      this.#head ??= this.#takeHead(goOn);
      if (this.#head === undefined || this.#bytes.length < this.#head.length) return;
      const { length, ...head } = this.#head;
      this.#head = undefined;
      yield { ...head, body: this.#take(length) };
    }
  }

  #takeHead(goOn: () => void): Head | undefined {
    const end = this.#bytes.subarray(0, LONGEST_HEAD).indexOf(END_OF_HEAD);
    if (end < 0) {
      if (this.#bytes.length >= LONGEST_HEAD) throw new HttpError(431, 'the head is too long');
      return undefined;
    }
    const head = headFrom(this.#take(end).toString('latin1'));
    this.#take(END_OF_HEAD.length);
    const waits = head.headers.get('expect')?.toLowerCase() === '100-continue';
    if (waits && this.#bytes.length < head.length) goOn();
    return head;
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }
}

/** @throws HttpError */
function headFrom(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const [, method, target, minor] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) throw new HttpError(400, 'this is no HTTP/1 request');
  const headers = headersFrom(lines);
  const isNew = minor === '1';
  if (isNew && !headers.has('host')) throw new HttpError(400, 'a request needs a Host');
  const options = (headers.get('connection') ?? '').toLowerCase().split(/[ \t]*,[ \t]*/);
  const keepAlive = isNew && !options.includes('close');
  return { method, target, headers, keepAlive, length: lengthOf(headers) };
}

function headersFrom(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new HttpError(400, 'a header line is malformed');
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  if (headers.get('host')?.includes(',')) throw new HttpError(400, 'there is more than one Host');
  return headers;
}

function lengthOf(headers: ReadonlyMap<string, string>): number {
  const length = headers.get('content-length');
  if (headers.has('transfer-encoding')) {
    if (length !== undefined) throw new HttpError(400, 'the length of the body is ambiguous');
    throw new HttpError(411, 'a body needs a Content-Length here');
  }
  if (length === undefined) return 0;
  // Two of them are joined by a comma, and refused with everything else that is no number.
  if (!/^\d{1,15}$/.test(length)) throw new HttpError(400, 'Content-Length is no number');
  if (Number(length) > LONGEST_BODY) throw new HttpError(413, 'the body is too long');
  return Number(length);
}
