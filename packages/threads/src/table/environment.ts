/** What every worker inherits from the thread that starts it, raw workers too. */
import * as workers from 'node:worker_threads';

export type EnvironmentData = SharedArrayBuffer | number | undefined;

export const threadId: number = workers.threadId;

export function getEnvironmentData(key: string): EnvironmentData {
  return workers.getEnvironmentData(key) as unknown as EnvironmentData;
}

/** Node takes any value that can be cloned; its types say less. */
export function setEnvironmentData(key: string, value: SharedArrayBuffer | number): void {
  workers.setEnvironmentData(key, value as workers.Serializable);
}
