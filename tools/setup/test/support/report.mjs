console.log(JSON.stringify({ words: process.argv.slice(2), node: process.versions.node }));
process.exitCode = 7;
