/** A program in which `@weft/native-shm` is missing, or of no use. Argument: which of the two, and an address. */
import { register } from 'node:module';
import { Manager } from '@weft/manager';

const [how, address = ''] = process.argv.slice(2);

/** Opens nothing. */
const BROKEN = `data:text/javascript,${encodeURIComponent(`
  export class SharedMemoryBlock {}
  export function fromHandleString() { throw new Error('out of reach'); }
`)}`;

register(
  `data:text/javascript,${encodeURIComponent(`
    export async function resolve(specifier, context, next) {
      if (!/\\/native-shm(\\/dist\\/index.js)?$/.test(specifier)) return next(specifier, context);
      if (${JSON.stringify(how)} === 'missing') throw new Error('Cannot find package');
      return { url: ${JSON.stringify(BROKEN)}, shortCircuit: true };
    }`)}`,
);

const manager = await Manager.connect(address);
const list = await manager.list([1]);
// Far more calls than it takes to ask for memory.
for (let i = 0; i < 300; i += 1) await list.get(0);
console.log(JSON.stringify(await list.toArray()));
await manager.close();
try {
  await Manager.connect(address, { transport: 'shared-memory' });
} catch (error) {
  console.log(`${(error as { code: string }).code}: ${(error as Error).message}`);
}
