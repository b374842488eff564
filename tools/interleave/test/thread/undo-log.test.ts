import { describe, expect, it } from 'vitest';
import { UndoLog } from '../../dist/thread/undo-log.js';

describe('UndoLog', () => {
  it('takes back elements, members and lengths, the last first', () => {
    const undo = new UndoLog();
    const array = [1, 2];
    const object: Record<string, number> = { a: 1 };
    const bytes = new Uint8Array([1, 2, 3, 4]);
    for (const [at, value] of [
      [0, 7],
      [1, 8],
      [4, 9],
      [0, 6],
    ] as const) {
      undo.noteElement(array, at);
      array[at] = value;
    }
    undo.noteElement(object, 'a');
    object.a = 2;
    undo.noteElement(object, 'b');
    object.b = 3;
    undo.noteRange(bytes as never, 1, 2);
    bytes.fill(0, 1, 3);
    undo.noteArray(array);
    array.reverse();
    undo.takeBack();
    expect(array).toEqual([1, 2]);
    expect(object).toEqual({ a: 1 });
    expect([...bytes]).toEqual([1, 2, 3, 4]);
    undo.takeBack();
    expect(array).toEqual([1, 2]);
  });

  it('takes back the shape of an object', () => {
    const undo = new UndoLog();
    class Thing {
      one = 1;
    }
    const thing = new Thing();
    undo.noteShape(thing);
    Object.setPrototypeOf(thing, null);
    Object.assign(thing, { one: 2, two: 2 });
    undo.takeBack();
    expect(thing).toBeInstanceOf(Thing);
    expect({ ...thing }).toEqual({ one: 1 });
  });

  it('forgets what is to stay', () => {
    const undo = new UndoLog();
    const array = [1];
    undo.noteElement(array, 0);
    array[0] = 2;
    undo.forget();
    undo.takeBack();
    expect(array).toEqual([2]);
  });
});
