#!/usr/bin/env node
// A Node too old to parse the bundle must still be told so in a sentence, so this file stays plain.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 17)) {
  console.error(
    `redundant-blog needs Node 20.17 or newer; this is ${process.version}. Install a newer one from https://nodejs.org and run the same command again.`,
  );
  process.exit(1);
}
await import('../dist/cli.js');
