/** A program of CommonJS, from first to last. */
const { readFileSync } = require('node:fs') as typeof import('node:fs');
const { Event } = require('@weft/atomics') as typeof import('@weft/atomics');
const { isMainProgram, Process, Thread, task } = require('@weft/threads') as typeof import('@weft/threads');

const marked = task(__filename, (text: string) => `${text} of ${readFileSync(__filename).length > 0}`);

class Sub extends Thread<string> {
  static {
    task(__filename, Sub);
  }

  override run() {
    return marked('run');
  }
}

async function main(): Promise<void> {
  const event = new Event();
  const requires = (event: InstanceType<typeof Event>) => {
    event.set();
    const { basename } = require('node:path') as typeof import('node:path');
    return basename('/a/required');
  };
  const answers = [
    await new Thread({ target: requires, args: [event] }).start().result,
    event.isSet(),
    await new Thread({ target: async () => typeof (await import('@weft/atomics')).Lock }).start().result,
    await new Thread({ target: marked, args: ['thread'] }).start().result,
    await new Process({ target: marked, args: ['process'] }).start().result,
    await new Sub().start().result,
    await new Thread({ target: { module: './commonjs.cjs', name: 'exported' } }).start().result,
  ];
  console.log(JSON.stringify(answers));
}

exports.exported = () => 'exported';

if (isMainProgram()) void main();
