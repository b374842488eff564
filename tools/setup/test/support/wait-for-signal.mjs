// Ends with a code of its own a little after the first signal, so that a second copy of it would show.
const keepAlive = setInterval(() => {}, 1000);
let copies = 0;

/** @param {NodeJS.Signals} signal */
function end(signal) {
  copies += 1;
  if (copies > 1) return;
  setTimeout(() => {
    clearInterval(keepAlive);
    console.log(`${signal} ${copies === 1 ? 'once' : `${copies} times`}`);
    process.exitCode = 42;
  }, 100);
}

process.on('SIGINT', end);
process.on('SIGTERM', end);
console.log('waiting');
