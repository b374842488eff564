/**
 * Lesson 23: greenlets hand control to each other by name.
 *
 *     def fun1():                     def fun2():
 *         print("ok1")                    print("ok2")
 *         gr2.switch()                    gr1.switch()
 *         print("ok3")                    print("ok4")
 *         gr2.switch()
 *
 *     gr1 = greenlet(fun1); gr2 = greenlet(fun2)
 *     gr1.switch()
 *
 * JavaScript cannot leave a plain function in its middle. So a body is a generator function here, and a switch in it is
 * written `yield*`. The program itself is a greenlet too, which plain code switches from by `switchSync`.
 */
import { Greenlet, getCurrent } from '@weft/coroutines';

const one = new Greenlet(function* () {
  console.log('ok1');
  yield* two.switch();
  console.log('ok3');
  yield* two.switch();
});
const two: Greenlet = new Greenlet(function* () {
  console.log('ok2');
  yield* one.switch();
  console.log('ok4');
});
one.switchSync();
console.log(`one is ${one.state}, two is ${two.state}`);

// Values go both ways: what is switched with comes out of the switch that the other one is suspended in.
const ask: Greenlet<string | number, string> = new Greenlet(function* (name) {
  const length = yield* measure.switch<number>(String(name));
  const doubled = yield* measure.switch<number>(String(length * 2));
  return `${name} has ${length} letters, and ${length * 2} has ${doubled} digits`;
});
const measure: Greenlet<string> = new Greenlet(function* (text: string) {
  for (let next = text; ; ) next = yield* ask.switch<string>(next.length);
});
// A body that ends hands its value to its parent: here to the program.
console.log(ask.switchSync('greenlet'));

// Errors go both ways, too: into a greenlet, and from one that ends with an error to its parent.
const careful = new Greenlet(function* () {
  try {
    yield* program.switch('ready');
  } catch (error) {
    console.log(`thrown into it: ${(error as Error).message}`);
  }
  throw new Error('this goes to the parent');
});
const program = getCurrent();
console.log(careful.switchSync());
try {
  careful.throwSync(new Error('from outside'));
} catch (error) {
  console.log(`thrown out of it: ${(error as Error).message}`);
}
console.log(`dead: ${careful.dead}`);

// One that is suspended and not needed any more is ended by throwing into it; GreenletExit ends it quietly.
console.log(`ended by: ${measure.throwSync<Error>().name}`);
