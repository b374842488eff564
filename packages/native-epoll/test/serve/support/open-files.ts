/** The file descriptors of this process, for tests that none is left behind. */
import { readdirSync, readlinkSync } from 'node:fs';
import { serve } from '@weft/native-epoll';

/** What each of them is, sorted: `socket`, `anon_inode:[eventpoll]`, … */
export function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap(kindOf).sort();
}

/** What is open when nothing is served; what the first server of a process opens for good is there already. */
export async function openFilesAtRest(): Promise<string[]> {
  const server = await serve({ port: 0, host: '127.0.0.1', onData: () => {} });
  await server.close();
  return openFiles();
}

function kindOf(fd: string): string[] {
  try {
    const target = readlinkSync(`/proc/self/fd/${fd}`);
    const kind = target.replace(/:\[\d+\]$/, '');
    // Looking at the folder opens it.
    return kind.endsWith('/fd') ? [] : [kind];
  } catch {
    return [];
  }
}
