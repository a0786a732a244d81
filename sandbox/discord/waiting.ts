const TICK = 20;

/** Something awaited: `probe` gives it once it is there, `late` the error once it is too late for it. */
interface Awaited<T> {
  probe(): T | undefined;
  late(): Error | undefined;
}

export interface WaitingRoom {
  wait<T>(awaited: Awaited<T>): Promise<T>;
  /** Looks again, at once, whether somebody's wait is over. */
  changed(): void;
  close(): void;
}

/**
 * Waits that end by an event or by a clock. The clock may be a test's own, which no timer follows: hence it is looked
 * at every few milliseconds while somebody waits.
 */
export function createWaitingRoom(): WaitingRoom {
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

/** True once `milliseconds` of real time have passed, whatever the sandbox's clock says. */
export function after(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds;
  return () => performance.now() >= end;
}
