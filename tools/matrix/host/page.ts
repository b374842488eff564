/**
 * The host in a browser's page. Suites run in a worker of the page, which may block as threads elsewhere may; only
 * those that are about the page's own thread run on it.
 */
import { carryOut, reportStray } from './carry-out.ts';
import type { Job, Message, Report } from './messages.ts';

const parameters = new URLSearchParams(location.search);

// Installed by whoever opened the page.
const report = (globalThis as unknown as { matrixReport: Report }).matrixReport;

if (parameters.get('thread') === 'main') {
  addEventListener('error', ({ error, message }) => reportStray(error ?? message, report));
  addEventListener('unhandledrejection', ({ reason }) => reportStray(reason, report));
  const job = JSON.parse(parameters.get('job') as string) as Job;
  await carryOut(job, new URL('../', import.meta.url).href, report);
} else {
  // The worker reads the same parameters, and so can the suite: they hold its settings.
  const worker = new Worker(new URL(`./page-worker.js${location.search}`, import.meta.url), {
    type: 'module',
  });
  worker.addEventListener('message', ({ data }) => report(data as Message));
  worker.addEventListener('error', ({ error, message }) => reportStray(error ?? message, report));
}
