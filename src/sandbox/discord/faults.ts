import type { Gateway } from './gateway.ts';
import type { Misbehaviour } from './sandbox.ts';

interface Fault {
  left: number;
  readonly path: RegExp;
  readonly amount: number;
}

/** The faults asked for, as the rest of the sandbox meets them. */
export interface Faults {
  readonly misbehave: Misbehaviour;
  /** Milliseconds by which to delay the answer to this request. */
  delayOf(path: string): number;
  /** Seconds after which a request that is refused now may be repeated; undefined when it is not refused. */
  rateLimitOf(path: string): number | undefined;
  failureOf(path: string): boolean;
  /** What is to go wrong with the interaction that is sent now. */
  nextInteraction(): { readonly copies: 1 | 2; readonly forgotten: boolean };
}

export function createFaults(gateway: Gateway): Faults {
  const delays: Fault[] = [];
  const rateLimits: Fault[] = [];
  const failures: Fault[] = [];
  let twice = false;
  let forget = false;

  function plan(faults: Fault[], count: number, path = /(?:)/, amount = 0): void {
    faults.push({ left: count, path, amount });
  }

  function take(faults: readonly Fault[], path: string): Fault | undefined {
    const fault = faults.find((planned) => planned.left > 0 && planned.path.test(path));
    if (fault) {
      fault.left -= 1;
    }
    return fault;
  }

  return {
    misbehave: {
      dropGateway: () => gateway.drop(),
      reconnectGateway: () => gateway.reconnect(),
      invalidateSession: (resumable) => gateway.invalidate(resumable),
      rateLimit: (count, retryAfterSeconds = 1, path) => plan(rateLimits, count, path, retryAfterSeconds),
      fail: (count, path) => plan(failures, count, path),
      delay: (count, milliseconds, path) => plan(delays, count, path, milliseconds),
      deliverTwice: () => {
        twice = true;
      },
      forgetNextInteraction: () => {
        forget = true;
      },
    },
    delayOf: (path) => take(delays, path)?.amount ?? 0,
    rateLimitOf: (path) => take(rateLimits, path)?.amount,
    failureOf: (path) => take(failures, path) !== undefined,
    nextInteraction() {
      const planned = { copies: twice ? 2 : 1, forgotten: forget } as const;
      twice = false;
      forget = false;
      return planned;
    },
  };
}
