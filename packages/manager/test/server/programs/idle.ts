/** A program that has a manager and nothing more to do: it ends. */
import { Manager } from '@weft/manager';

const manager = await Manager.start();
const list = await manager.list([1]);
void list.append(2);
process.on('exit', () => console.log('ended by itself'));
