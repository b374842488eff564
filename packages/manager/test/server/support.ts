/** Looks into servers. */
import { ServerBackend } from '../../dist/client/backend.js';
import type { ServerReport } from '../../dist/server/report.js';

/** What a server reports of itself. */
export async function objectsOf(address: string): Promise<ServerReport> {
  const backend = await new ServerBackend(address, {}).ready();
  const report = await backend.report();
  await backend.close();
  return report;
}
