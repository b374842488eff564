/** Importing works everywhere; what is missing is said at first use. */
import { describe, expect, it } from 'vitest';
import { run } from './support/run-program.js';

/** Pretends to be another system, imports the package and uses it. */
async function useOn(platform: string, arch: string): Promise<string> {
  const program = `
    Object.defineProperty(process, 'platform', { value: '${platform}' });
    Object.defineProperty(process, 'arch', { value: '${arch}' });
    import('@weft/native-epoll').then(({ DefaultSelector, Epoll, Socket, AF_INET, EPOLLIN }) => {
      console.log('imported', AF_INET, EPOLLIN);
      for (const use of [() => new Epoll(), () => new Socket(), () => new DefaultSelector()]) {
        try {
          use();
        } catch (error) {
          console.log(error.code + ' ' + error.message);
        }
      }
    });`;
  const { code, stdout, stderr } = await run(process.execPath, ['--eval', program]);
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
    const [imported, ...errors] = (await useOn(platform, arch)).trimEnd().split('\n');
    expect(imported).toBe('imported 0 1');
    expect(errors).toHaveLength(3);
    for (const error of errors) {
      expect(error).toMatch(/^ERR_WEFT_NATIVE_BINARY/);
      expect(error).toContain(`no native binary for ${build}`);
      expect(error).toContain('https://rustup.rs');
    }
  });
});
