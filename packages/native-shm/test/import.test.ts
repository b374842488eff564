/** Importing works everywhere; what is missing is said at first use. */
import { describe, expect, it } from 'vitest';
import { runNode } from './support/run-program.js';

/** Pretends to be another system, imports the package and uses it. */
async function useOn(platform: string, arch: string): Promise<string> {
  const program = `
    Object.defineProperty(process, 'platform', { value: '${platform}' });
    Object.defineProperty(process, 'arch', { value: '${arch}' });
    const { ProcessRegion } = await import('@weft/native-shm');
    console.log('imported');
    try {
      ProcessRegion.anonymous({ bytes: 100 });
    } catch (error) {
      console.log(error.code + ' ' + error.message);
    }`;
  const { code, stdout, stderr } = await runNode(['--input-type=module', '--eval', program]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('On a system without a binary', () => {
  it.each([
    ['win32', 'x64', 'win32-x64-msvc'],
    ['sunos', 'x64', 'sunos-x64'],
    ['darwin', 'riscv64', 'darwin-riscv64'],
    ['linux', 'mips', 'linux-mips-gnu or linux-mips-musl'],
  ])('%s %s the package imports, and says at first use what is missing', async (platform, arch, build) => {
    const output = await useOn(platform, arch);
    expect(output).toMatch(/^imported\nERR_WEFT_NATIVE_BINARY/);
    expect(output).toContain(`no native binary for ${build}`);
    expect(output).toContain('https://rustup.rs');
  });
});
