#!/usr/bin/env node
/**
 * Entry point. It must start on any Node: one that is too old for the program gets the pinned one that the set-up
 * fetched, or a clear answer, instead of a syntax error from somewhere inside.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isSupportedNode, supportedNode } from './node-version.ts';

const words = process.argv.slice(2);
/** In a checkout; an installed package relies on the Node that its user has. */
const pinned = fileURLToPath(
  new URL(
    process.platform === 'win32' ? '../../../.cache/node/bin/node.exe' : '../../../.cache/node/bin/node',
    import.meta.url,
  ),
);

if (isSupportedNode(process.versions.node)) {
  const { program } = await import('./program.ts');
  await program(words);
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...words], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; a signal to this process alone must reach it too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 2);
  });
} else {
  process.stderr.write(`cordon: this is Node ${process.versions.node}, and cordon needs ${supportedNode}\n`);
  process.stderr.write('  next: install a newer Node, or in a checkout: npm start\n');
  process.exitCode = 2;
}
