/** Worlds whose actors are processes, or processes and threads by turns. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Link, startWorker } from '../../../atomics/dist-test/support/channel.js';
import { Actor, type World } from '../../../atomics/dist-test/support/world.js';

const ACTOR = new URL('./actor-main.js', import.meta.url);

function startProcess(): Link {
  const child = fork(fileURLToPath(ACTOR), { serialization: 'advanced' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    post: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('exit', (code, signal) => listener(signal === 'SIGKILL' ? 'killed' : `exit code ${code}`));
    },
    terminate: () => killed(child, ended),
  };
}

async function killed(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await ended;
}

function worldOf(start: (index: number) => Link): World {
  const actors: Actor[] = [];
  return {
    async actor(name) {
      const actor = new Actor(start(actors.length));
      actors.push(actor);
      await actor.run('basics', 'start', name ?? `actor-${actors.length}`);
      return actor;
    },
    async close() {
      await Promise.all(actors.map((actor) => actor.kill()));
    },
  };
}

/** Every actor is a process of its own; `kill` is SIGKILL. */
export function processWorld(): World {
  return worldOf(startProcess);
}

/** Actors are processes and threads of this process by turns. */
export function mixedWorld(): World {
  return worldOf((index) => (index % 2 === 0 ? startProcess() : startWorker(ACTOR)));
}
