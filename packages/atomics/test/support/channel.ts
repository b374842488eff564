/** The one channel between a test and its actors, over Node's worker threads or a browser's workers. */
import type * as WorkerThreads from 'node:worker_threads';

/** The far end as the test sees it. */
export interface Link {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the thread has ended for whatever reason and the runtime tells. */
  onExit(listener: (why: string) => void): void;
  terminate(): Promise<void>;
}

/** The worker's own end. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface WebWorker {
  postMessage(message: unknown): void;
  addEventListener(
    type: 'message' | 'error',
    listener: (event: { data: unknown; message?: string }) => void,
  ): void;
  terminate(): void;
}

const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads') as
  | typeof WorkerThreads
  | undefined;

/** Starts a worker on a module of the test tree. */
export function startWorker(url: URL): Link {
  return threads === undefined ? startWebWorker(url) : startThread(threads, url);
}

function startThread({ Worker }: typeof WorkerThreads, url: URL): Link {
  const worker = new Worker(url);
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onExit: (listener) => {
      worker.on('error', (error) => listener(String(error)));
      worker.on('exit', (code) => listener(`exit code ${code}`));
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}

function startWebWorker(url: URL): Link {
  const Worker = (
    globalThis as unknown as { Worker: new (url: URL, options: { type: 'module' }) => WebWorker }
  ).Worker;
  const worker = new Worker(url, { type: 'module' });
  const exits: ((why: string) => void)[] = [];
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onExit: (listener) => {
      exits.push(listener);
      worker.addEventListener('error', (event) => listener(event.message ?? 'error'));
    },
    terminate: async () => {
      worker.terminate();
      for (const listener of exits) listener('terminated');
    },
  };
}

/** The end of the calling worker, or child process. */
export function ownPort(): Port {
  const parent = threads?.parentPort;
  if (parent) {
    return {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => void parent.on('message', listener),
    };
  }
  const { process } = globalThis;
  if (process?.send !== undefined) {
    return {
      post: (message) => void process.send?.(message),
      onMessage: (listener) => void process.on('message', listener),
    };
  }
  const self = globalThis as unknown as WebWorker;
  return {
    post: (message) => self.postMessage(message),
    onMessage: (listener) => self.addEventListener('message', (event) => listener(event.data)),
  };
}
