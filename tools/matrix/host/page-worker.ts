/** The host in a worker of a page. */
import { carryOut, reportStray } from './carry-out.ts';
import type { Job, Message } from './messages.ts';

const report = (message: Message) => postMessage(message);
const job = JSON.parse(new URLSearchParams(location.search).get('job') as string) as Job;

addEventListener('unhandledrejection', ({ reason }) => reportStray(reason, report));

await carryOut(job, new URL('../', import.meta.url).href, report);
