/** A program in whose `node_modules` there is no `ioredis`. */
import { register } from 'node:module';
import { Manager } from '@weft/manager';

register(
  `data:text/javascript,${encodeURIComponent(`
    export async function resolve(specifier, context, next) {
      if (/\\bioredis(\\.js)?$/.test(specifier)) throw new Error('Cannot find package');
      return next(specifier, context);
    }`)}`,
);

try {
  await Manager.connect('redis://localhost');
} catch (error) {
  console.log(`${(error as { code: string }).code}: ${(error as Error).message}`);
}
