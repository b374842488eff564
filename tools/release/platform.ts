/** Platforms by the names that napi gives them: in its files and in the names of the packages for each platform. */
import { parseTriple } from '@napi-rs/cli';

/** The platform of this machine, such as `linux-x64-gnu`. */
export function hostPlatform(): string {
  const system = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${system}-msvc`;
  if (process.platform !== 'linux') return system;
  const { header } = process.report.getReport() as {
    readonly header: { readonly glibcVersionRuntime?: string };
  };
  return `${system}-${header.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}

/** What a binary of a package is called, by Rust's name of its target. */
export function binaryOf(binaryName: string, target: string): string {
  return `${binaryName}.${parseTriple(target).platformArchABI}.node`;
}
