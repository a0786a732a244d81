import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Runs the sandbox in a session of its own. A terminal sends Ctrl-C to all processes of its foreground group: with this
// process in between, the database and the bot get no signal, and the sandbox stops one after the other. It begins when
// its channel to this process closes, also if this process is killed.

const sandbox = spawn(
  process.execPath,
  [fileURLToPath(new URL('run.ts', import.meta.url)), ...process.argv.slice(2)],
  { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
);
sandbox.once('exit', (code) => {
  process.exitCode = code ?? 1;
});

// npm sends the signal once more, so the channel may be closed already.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (sandbox.connected) sandbox.disconnect();
  });
}
