import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The console in a real terminal, 80 columns wide. */
export interface Terminal {
  /** Everything that was printed so far. */
  said(): string;
  /** Types keys, such as `yes\r`. */
  type(keys: string): void;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
}

/** Starts a command of the console in a terminal. */
export function openTerminal(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Terminal {
  const line = ['stty cols 80;', 'exec', process.execPath, 'src/console.js', ...words].join(' ');
  const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', SHELL: '/bin/sh', ...environment },
  });
  let out = '';
  terminal.stdout.setEncoding('utf8').on('data', (said: string) => {
    out += said;
  });
  return {
    said: () => out,
    type: (keys) => terminal.stdin.write(keys),
    // Twice, as under npm, which passes the signal on.
    interrupt: () => terminal.stdin.write('\u0003\u0003'),
    ended: once(terminal, 'close').then(([code]) => Number(code)),
  };
}
