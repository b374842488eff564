import { checkWait, type WaitOptions } from '@weft/atomics/kit';
import { Alarm } from './alarm.js';

/**
 * `true` once the promise is settled, `false` if the timeout came first.
 *
 * @throws ArgumentError, the signal's reason
 */
export async function waitUntil(
  settled: Promise<unknown>,
  options: WaitOptions | undefined,
): Promise<boolean> {
  const timeout = checkWait(options);
  const signal = options?.signal;
  signal?.throwIfAborted();
  let alarm: Alarm | undefined;
  let onAbort: (() => void) | undefined;
  const contenders: Promise<boolean>[] = [settled.then(() => true)];
  if (timeout !== Number.POSITIVE_INFINITY) {
    contenders.push(
      new Promise((resolve) => {
        alarm = new Alarm(timeout, () => resolve(false));
      }),
    );
  }
  if (signal !== undefined) {
    contenders.push(
      new Promise((_, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
      }),
    );
  }
  try {
    return await Promise.race(contenders);
  } finally {
    alarm?.stop();
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
