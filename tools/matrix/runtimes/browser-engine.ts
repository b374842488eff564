/** Chromium: a cross-origin isolated page for each job, each in a storage and a process of its own. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import type { Job, Message, Report } from '../host/messages.ts';
import { MatrixProblem } from '../problem.ts';
import type { Ending, Engine, JobThread } from './engine.ts';
import { existing } from './fetch.ts';
import { type PageServer, servePages } from './page-server.ts';
import type { BrowserRuntime } from './table.ts';

/** Settings of suites: what pages are told of the environment. */
const settingPrefix = 'WEFT_';

export async function startBrowserEngine(runtime: BrowserRuntime, stage: string): Promise<Engine> {
  const executablePath = programOf(runtime);
  const server = await servePages(stage);
  try {
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--disable-sync',
        '--disable-component-update',
        '--disable-background-networking',
        '--no-first-run',
      ],
      // Signals are the tool's to handle.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return new BrowserEngine(browser, server);
  } catch (error) {
    await server.close();
    throw new MatrixProblem(
      `${executablePath} does not start: ${(error as Error).message.split('\n')[0]}`,
      runtime.remedy,
    );
  }
}

function programOf({ override, places, remedy }: BrowserRuntime): string {
  const own = process.env[override];
  if (own !== undefined) return existing(own, override);
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new MatrixProblem('Chromium was not found.', remedy);
  return found;
}

class BrowserEngine implements Engine {
  readonly version: string;
  readonly hasBuiltins = false;
  readonly threads: readonly JobThread[] = ['worker', 'main'];
  readonly #browser: Browser;
  readonly #server: PageServer;

  constructor(browser: Browser, server: PageServer) {
    this.#browser = browser;
    this.#server = server;
    this.version = browser.version();
  }

  async run(job: Job, thread: JobThread, report: Report, signal: AbortSignal): Promise<Ending> {
    const output: string[] = [];
    try {
      const trouble = await this.#runInPage(job, thread, report, signal, output);
      return { trouble, output: output.join('\n') };
    } catch (error) {
      return { trouble: (error as Error).message, output: output.join('\n') };
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  async #runInPage(
    job: Job,
    thread: JobThread,
    report: Report,
    signal: AbortSignal,
    output: string[],
  ): Promise<string | undefined> {
    const context = await this.#browser.newContext();
    try {
      const page = await context.newPage();
      page.on('console', (message) => output.push(message.text()));
      const over = Promise.withResolvers<string | undefined>();
      page.on('crash', () => over.resolve('its page crashed'));
      const close = () => over.resolve('its page was closed');
      signal.addEventListener('abort', close, { once: true });
      if (signal.aborted) close();
      await page.exposeFunction('matrixReport', (message: Message) => {
        report(message);
        if (message.kind === 'done') over.resolve(undefined);
      });
      await page.goto(this.#address(job, thread));
      return await over.promise;
    } finally {
      await context.close();
    }
  }

  #address(job: Job, thread: JobThread): string {
    const url = new URL('/host/page.html', this.#server.origin);
    url.searchParams.set('job', JSON.stringify(job));
    url.searchParams.set('thread', thread);
    for (const [name, value] of Object.entries(process.env)) {
      if (name.startsWith(settingPrefix)) url.searchParams.set(name, value ?? '');
    }
    return url.href;
  }
}
