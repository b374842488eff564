/**
 * Makes sure that no process outlives the thread that has started it, however that ends: `kill -9`, too.
 *
 * A shell waits at the end of a pipe whose other end this thread holds. It is told the numbers of the children, at its
 * start and as they come and go. When the pipe closes, whoever closed it, it kills those that are left. So it needs no
 * cooperation of the children, which may be busy or blocked, and nothing polls. (Where there is no shell, children that
 * are neither busy nor blocked notice that their channel has closed.)
 */
import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = `
trap '' INT TERM HUP QUIT
pids=" $* "
while read -r change pid; do
  case $change in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
for pid in $pids; do kill -9 "$pid"; done 2>/dev/null
`;

/** Children that live. */
const guarded = new Set<number>();

let shell: ChildProcess | undefined;

function guardian(): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  shell ??= startShell();
  return shell;
}

function startShell(): ChildProcess {
  // It knows from its first moment whom it guards: this thread may be killed before it can say anything more to it.
  const words = ['-c', SCRIPT, 'weft-guardian', ...Array.from(guarded, String)];
  // In a session of its own, so that no Ctrl-C and no closed terminal reach it.
  const started = spawn('/bin/sh', words, {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
    cwd: '/',
  });
  // There is no shell here.
  started.on('error', () => {});
  started.on('exit', (_, signal) => {
    shell = undefined;
    // Somebody has killed it, not knowing what it is good for.
    if (signal !== null && guarded.size > 0) guardian();
  });
  started.stdin?.on('error', () => {});
  started.unref();
  (started.stdin as { unref?(): void } | null)?.unref?.();
  return started;
}

/** From now on, that child does not outlive this thread. */
export function guard(pid: number): void {
  const running = shell;
  guarded.add(pid);
  // A shell that is started now is told of all.
  if (running === undefined) guardian();
  else running.stdin?.write(`+ ${pid}\n`);
}

/** The child has ended: its number may belong to somebody else from now on. */
export function unguard(pid: number): void {
  guarded.delete(pid);
  shell?.stdin?.write(`- ${pid}\n`);
}
