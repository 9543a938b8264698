#!/usr/bin/env node
// Plain JavaScript, so that an old Node can read this far and be told.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `error: Treeline needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node.`,
  );
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const { run } = await import('../pipelines/cli/main.ts');
process.exitCode = await run(process.argv, process.env);
