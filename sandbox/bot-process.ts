import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as afterTheEvents } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** `stopped`: it has not been started, or it ended without being asked to. */
export type BotState = 'starting' | 'running' | 'restarting' | 'stopped';

/** The bot: the real program, in a process of its own. */
export interface BotProcess {
  readonly state: BotState;
  /** How it ended, where it did so without being asked to: an exit code or the name of a signal. */
  readonly ending: string | undefined;
  readonly pid: number | undefined;
  /** Starts it; resolves with whether Discord can send it commands, which is false where it ends before. */
  start(): Promise<boolean>;
  /** Ends it with this signal, and starts it again when it has ended; starts one that is stopped. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Ends it for good, if it runs. */
  stop(): Promise<void>;
  /** Calls `listener` whenever its state has changed; the returned function stops that. */
  watch(listener: () => void): () => void;
}

interface BotProcessOptions {
  /** All that it is told. */
  readonly environment: NodeJS.ProcessEnv;
  /** Resolves when Discord can send it commands. */
  ready(): Promise<void>;
}

const program = fileURLToPath(new URL('../src/main.js', import.meta.url));

export function createBotProcess({ environment, ready }: BotProcessOptions): BotProcess {
  const listeners = new Set<() => void>();
  let child: ChildProcess | undefined;
  /** Resolves when it has ended, and what is to follow has been begun. */
  let over = Promise.resolve();
  let state: BotState = 'stopped';
  let ending: string | undefined;
  /** What is to follow when it ends: undefined where nobody has asked it to. */
  let then: 'start' | 'nothing' | undefined;

  function become(next: BotState): void {
    state = next;
    for (const listener of [...listeners]) listener();
  }

  async function run(as: 'starting' | 'restarting'): Promise<boolean> {
    then = undefined;
    ending = undefined;
    const started = spawn(process.execPath, [program], {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child = started;
    over = once(started, 'exit').then(([code, signal]) => onEnd(code ?? signal));
    const ended = over;
    become(as);
    const opened = await Promise.race([ready().then(() => true), ended.then(() => false)]);
    if (opened && child === started && then === undefined) become('running');
    return opened;
  }

  async function onEnd(how: number | string): Promise<void> {
    child = undefined;
    // Its connections are cut at the same moment; Discord is to notice before it is asked who is there.
    await afterTheEvents();
    if (child !== undefined) return;
    if (then === 'start') return begin('restarting');
    ending = then === undefined ? String(how) : undefined;
    become('stopped');
  }

  function begin(as: 'starting' | 'restarting'): void {
    // Where Discord does not hear of it in time, it stays as it is: starting.
    void run(as).catch(() => undefined);
  }

  return {
    get state() {
      return state;
    },
    get ending() {
      return ending;
    },
    get pid() {
      return child?.pid;
    },
    start: () => run('starting'),
    restart(signal) {
      if (child === undefined && then === undefined) return begin('starting');
      then = 'start';
      child?.kill(signal);
      become('restarting');
    },
    async stop() {
      then = 'nothing';
      child?.kill('SIGTERM');
      await over;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
