/** A program that has connected, holds a lock and has nothing left to do. Argument: address. */
import { Manager } from '@weft/manager';

const manager = await Manager.connect(process.argv[2] as string);
await (await manager.lock()).acquire();
await (await manager.list([1])).append(2);
console.log('done');
