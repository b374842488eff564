/** Nobody asks for the error. */
import { isMainProgram, Process, setExceptHook, Thread, ThreadExit, task } from '@weft/threads';

const leave = task(import.meta.url, () => {
  throw new ThreadExit(3);
});

function fails(): void {
  throw new RangeError('nobody asks');
}

if (isMainProgram()) {
  const [, , kind, hook] = process.argv;
  if (hook === 'failing-hook') {
    setExceptHook(() => {
      throw new Error('the hook failed');
    });
  }
  if (kind === 'exit') new Thread({ target: leave }).start();
  else if (kind === 'process') new Process({ target: fails, name: 'lonely' }).start();
  else new Thread({ target: fails, name: 'lonely' }).start();
  if (kind !== 'exit') setTimeout(() => console.log('the program went on'), 300);
}
