/** What all servers of the bench have in common: they say their port, and end when their standard input does. */

/** For servers that leave the thread to Node's event loop. */
export function serveUntilInputEnds(port: number): void {
  announce(port);
  process.stdin.resume().once('end', () => process.exit());
}

export function announce(port: number): void {
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}
