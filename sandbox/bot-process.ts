import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as afterTheEvents } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onProcessEnd } from './database/process-end.ts';

/** `stopped`: the bot has not been started, was stopped, or ended without being asked to. */
export type BotState = 'starting' | 'running' | 'restarting' | 'stopped';

/** The real bot, in its own process. When this process ends, the bot is killed. */
export interface BotProcess {
  readonly state: BotState;
  /** The exit code or signal name, if the bot ended without being asked to. */
  readonly ending: string | undefined;
  readonly pid: number | undefined;
  /**
   * Starts the bot. Resolves with true when Discord can send it commands, and with false when it ends before that.
   *
   * @throws the error of `ready`, when that rejects.
   */
  start(): Promise<boolean>;
  /** Sends the bot this signal and starts it again when it has ended. Starts it if it is stopped. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Stops the bot, if it runs, and does not start it again. */
  stop(): Promise<void>;
  /** Calls `listener` whenever the state has changed. Returns a function that stops this. */
  watch(listener: () => void): () => void;
}

interface BotProcessOptions {
  /** The whole environment of the process. */
  readonly environment: NodeJS.ProcessEnv;
  /** Resolves when Discord can send the bot commands. */
  ready(): Promise<void>;
}

const program = fileURLToPath(new URL('../src/main.js', import.meta.url));

export function createBotProcess({ environment, ready }: BotProcessOptions): BotProcess {
  const listeners = new Set<() => void>();
  let child: ChildProcess | undefined;
  /** Resolves when the process has ended and its restart, if there is one, has begun. */
  let over = Promise.resolve();
  let state: BotState = 'stopped';
  let ending: string | undefined;
  /** What follows when the process ends. Undefined while nothing has asked it to end. */
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
    const callOff = onProcessEnd(() => started.kill('SIGKILL'));
    started.once('exit', callOff);
    over = once(started, 'exit').then(([code, signal]) => onEnd(code ?? signal));
    const ended = over;
    become(as);
    const opened = await Promise.race([ready().then(() => true), ended.then(() => false)]);
    if (opened && child === started && then === undefined) become('running');
    return opened;
  }

  async function onEnd(how: number | string): Promise<void> {
    child = undefined;
    // The connections of the process close at the same moment. The sandbox's gateway must notice that before `ready`
    // asks it for a session: otherwise it would find the old one.
    await afterTheEvents();
    if (child !== undefined) return;
    if (then === 'start') return begin('restarting');
    ending = then === undefined ? String(how) : undefined;
    become('stopped');
  }

  function begin(as: 'starting' | 'restarting'): void {
    // If `ready` rejects because the bot is not there in time, the state stays `starting` or `restarting`.
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
