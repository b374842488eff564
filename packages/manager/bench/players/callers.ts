/** Clients that call a server, each from a thread of its own. */
import { type Pace, type Player, repeatAsync } from '@weft/bench';
import { Manager } from '@weft/manager';

const BATCH = 64;

/** Calls that each client has under way at a time. */
const IN_FLIGHT = 64;

/** Gets elements of a list that has a name, 64 at a time. */
export const callers: Player<{ readonly address: string; readonly name: string }, Pace> = async (
  { address, name },
  { together },
) => {
  const manager = await Manager.connect(address);
  const list = await manager.list<number>([], { name });
  const length = await list.length();
  const task = async () => {
    for (let i = 0; i < BATCH; i += 1) {
      const element = await list.get(i % length);
      if (element !== i % length) throw new Error(`the element at ${i % length} is ${element}`);
    }
  };
  return () => {
    together();
    return repeatAsync(BATCH * IN_FLIGHT, async () => {
      await Promise.all(Array.from({ length: IN_FLIGHT }, task));
    });
  };
};
