const TICK = 20;

/** A condition to wait for. `probe` returns the value when it is there, and `late` the error when it is too late. */
interface Awaited<T> {
  probe(): T | undefined;
  late(): Error | undefined;
}

export interface Waits {
  wait<T>(awaited: Awaited<T>): Promise<T>;
  /** Checks immediately which waits are over. */
  changed(): void;
  close(): void;
}

/**
 * Creates a registry of waits that end by a change or by a clock. The clock may be that of a test, which timers do not
 * follow, so all pending waits are also checked every 20 milliseconds.
 */
export function createWaitingRoom(): Waits {
  const looks = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  function changed(): void {
    for (const look of [...looks]) {
      look();
    }
    if (looks.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  return {
    wait({ probe, late }) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const value = probe();
          const error = value === undefined ? late() : undefined;
          if (value !== undefined) {
            looks.delete(look);
            resolve(value);
          } else if (error) {
            looks.delete(look);
            reject(error);
          }
        };
        looks.add(look);
        timer ??= setInterval(changed, TICK);
        changed();
      });
    },
    changed,
    close() {
      looks.clear();
      clearInterval(timer);
    },
  };
}

/**
 * Returns a function that is true once `milliseconds` of real time have passed. The sandbox's clock does not matter.
 */
export function after(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds;
  return () => performance.now() >= end;
}
