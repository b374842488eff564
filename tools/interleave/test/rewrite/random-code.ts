/** Random programs in which every construct may have steps inside, as text. */
import fc from 'fast-check';

/** What the bodies find: an object with members of all sorts, a class, a generator. */
const PRELUDE = `
class Base {
  #hidden;
  constructor(words, value) {
    this.words = words;
    this.#hidden = value + Atomics.add(words, 0, 1);
  }
  get hidden() {
    return this.#hidden + Atomics.load(this.words, 0);
  }
  set hidden(value) {
    Atomics.store(this.words, 1, value | 0);
    this.#hidden = value | 0;
  }
  method(value) {
    return value + Atomics.sub(this.words, 1, 1);
  }
}
class Derived extends Base {
  own = 3;
  constructor(words, value) {
    super(words, Atomics.exchange(words, 2, value | 0));
    this.own += Atomics.add(words, 0, 1);
  }
  method(value) {
    return super.method(value) + this.#twice(value) + this.own;
  }
  #twice(value) {
    return 2 * value + Atomics.or(this.words, 3, 1);
  }
}
function* items(words, most) {
  try {
    for (let i = 0; i < (most & 3); i += 1) yield i + Atomics.add(words, 0, 1);
  } finally {
    Atomics.add(words, 4, 1);
  }
}
const step = (words, value) => value + Atomics.add(words, 0, 1);
`;

const { expression, statement } = fc.letrec<{ expression: string; statement: string }>((tie) => {
  const e = tie('expression');
  const s = tie('statement');
  const variable = fc.constantFrom('a', 'b', 'c');
  const join = (template: string, ...parts: fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((texts) => template.replace(/\$(\d)/g, (_, at) => texts[Number(at)] as string));
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('a', 'b', 'c', '1', '2', '7', 'w[1]', 'o.own', 'Atomics.add(w, 0, 1)'),
      join('($0 + $1)', e, e),
      join('(($0) | 0)', e),
      join('($0 > $1 ? $2 : $0)', e, e, e),
      join('($0 && $1)', e, e),
      join('($0 ?? $1)', e, e),
      join('($0 = $1)', variable, e),
      join('($0 += $1)', variable, e),
      join('$0++', variable),
      join('(w[$0 & 3] = $1)', e, e),
      join('(w[$0 & 3] += $1)', e, e),
      join('w[$0 & 3]++', e),
      join('step(w, $0)', e),
      join('o.method($0)', e),
      join('o?.method?.($0)', e),
      join('none?.method($0)', e),
      fc.constant('o.hidden'),
      join('(o.hidden = $0)', e),
      join('(o.own += $0)', e),
      join('new Derived(w, $0).hidden', e),
      join('[...items(w, $0), $1].length', e, e),
      join('((x) => x + $0)($1)', e, e),
      join('[$0, $1].map((x) => x + $2).reduce((p, q) => p + q)', e, e, e),
      join('(({ own, hidden: h }, d = $0) => own + h + d)(o)', fc.constantFrom('1', 'a')),
      join('Atomics.compareExchange(w, 5, $0 | 0, $1 | 0)', e, e),
      join('adders[$0 & 1]($1)', e, e),
    ),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      join('$0;', e),
      join('log.push($0);', e),
      join('if ($0 > $1) { $2 } else { $3 }', e, e, s, s),
      join('for (let i = 0; i < 2; i += 1) { $0 log.push(i); }', s),
      join('for (const x of items(w, $0)) { if (x > $1) continue; if (x === 9) break; $2 }', e, e, s),
      join('try { $0 if ($1 > 4) throw $2; $3 } catch (x) { log.push(x); $0 } finally { $3 }', s, e, e, s),
      join(
        'switch ($0 & 3) { case 0: $1 break; case $2: $1 break; default: $1 }',
        e,
        s,
        fc.constantFrom('1', '2'),
      ),
      join('{ const k = $0; adders.push((x) => x + k + Atomics.add(w, 0, k & 1)); }', e),
      join('{ function inner(x) { return x + a + $0; } log.push(inner($1)); }', e, e),
      join('if ($0 === 3) return $1;', e, e),
      join('$0 $1', s, s),
    ),
  };
});

/** Text of a module with so many programs, called `random 0` and so on. */
export function randomModule(seed: number, count: number): string {
  const bodies = fc.sample(fc.tuple(fc.array(statement, { minLength: 2, maxLength: 6 }), expression), {
    seed,
    numRuns: count,
  });
  const programs = bodies.map(
    ([statements, result], number) => `{
  name: 'random ${number}',
  about: 'made at random',
  setup: () => new SharedArrayBuffer(64),
  attach: (buffer) => new Int32Array(buffer),
  threads: [(w) => {
    const o = new Derived(w, 1);
    const none = undefined;
    const log = [];
    const adders = [(x) => x, (x) => step(w, x)];
    let a = 1, b = 2, c = 3;
    const outcome = (() => {
      ${statements.join('\n      ')}
      return ${result};
    })();
    return JSON.stringify([outcome, a, b, c, log, o.own, adders.length, [...w.slice(0, 8)]]);
  }],
}`,
  );
  return `${PRELUDE}\nexport const programs = [${programs.join(',\n')}];\n`;
}
