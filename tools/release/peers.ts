/** Optional peers: packages which users install only if they want what needs them. */
import type { Manifest } from './workspace.ts';

/** Their names, with the versions that will do. */
export function optionalPeers(manifest: Manifest): Record<string, string> {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  return Object.fromEntries(
    Object.entries(peerDependencies).filter(([name]) => peerDependenciesMeta[name]?.optional === true),
  );
}

/** The optional peer for whose lack an import or a check of types failed, if that is what Node or TypeScript says. */
export function missingPeer(message: string, manifest: Manifest): string | undefined {
  const missing = /Cannot find (?:package|module) '(?<name>[^']+)'/.exec(message)?.groups?.name;
  return Object.keys(optionalPeers(manifest)).find(
    (peer) => missing === peer || missing?.startsWith(`${peer}/`),
  );
}
