/** What a container had at one moment, read page by page. */
import type { Item } from '../wire/reader.js';
import type { Home } from './proxy.js';

/** The answer to a verb that makes a snapshot, or asks one for a page. */
type FirstPage = [snapshot: number, next: number, ...items: Item[]];
type NextPage = [next: number, ...items: Item[]];

const isEnd = (next: number) => next === 0;

/** All pages, the first of which is there. Values must be read before the next page is asked for. */
export async function* pages(home: Home, first: Item): AsyncGenerator<Item[], undefined> {
  const [snapshot, start, ...items] = first as FirstPage;
  if (isEnd(start)) {
    yield items;
    return;
  }
  const { client, references } = home;
  references.received([snapshot]);
  try {
    yield items;
    for (let next = start; !isEnd(next); ) {
      const [following, ...more] = await client.ask({
        object: snapshot,
        verb: 'page',
        count: 1,
        write: (writer) => writer.number(next),
        read: (answer) => answer as NextPage,
      });
      next = following;
      yield more;
    }
  } finally {
    references.drop(snapshot);
  }
}
