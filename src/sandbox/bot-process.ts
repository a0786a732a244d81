import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface BotProcess {
  /** Resolves once it has ended, however it did. */
  readonly ended: Promise<void>;
  /** Has it end, and waits until it has. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts the bot: the real program, in a process of its own, told nothing but its environment. */
export function startBotProcess(environment: Readonly<Record<string, string | undefined>>): BotProcess {
  const child = spawn(process.execPath, [new URL('../main.ts', import.meta.url).pathname], {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => undefined);
  return {
    ended,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
