import { GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';
import type { Gateway } from './gateway.ts';
import type { Guild } from './guild.ts';
import { NotSendable } from './not-sendable.ts';
import type { Misbehaviour, Trouble } from './sandbox.ts';

const ANYTHING = /(?:)/;

interface Fault {
  readonly path: RegExp;
  /** Delays: milliseconds. Rate limits: seconds for `retry_after`. Failures do not use it. */
  readonly amount: () => number;
  /** Whether the fault applies to one more request. A fault with a counter counts that request. */
  readonly takeStrike: () => boolean;
  /** For how many milliseconds it can still apply; infinite when something other than time ends it. */
  readonly lasts: () => number;
}

/** The faults that were requested, for the rest of the sandbox to apply. */
export interface Faults {
  readonly misbehave: Misbehaviour;
  /** Returns the delay of the answer to this request, in milliseconds. */
  delayOf(path: string): number;
  /** Returns after how many seconds a rate-limited request may be repeated; undefined when it is not rate-limited. */
  rateLimitOf(path: string): number | undefined;
  /** Whether this request is answered 500. */
  failureOf(path: string): boolean;
  inForce(): readonly Trouble[];
  /** Returns the faults for the interaction that is sent now, and clears them. */
  nextInteraction(): { readonly copies: 1 | 2; readonly forgotten: boolean };
  /** Delivers an interaction as often as was requested, and remembers how for `deliverAgain`. */
  deliver(deliverOnce: () => void, copies: 1 | 2): void;
}

export function createFaults(gateway: Gateway, guild: Guild): Faults {
  const delays: Fault[] = [];
  const rateLimits: Fault[] = [];
  const failures: Fault[] = [];
  let twice = false;
  let forget = false;
  let deliverLast: (() => void) | undefined;

  function count(faults: Fault[], times: number, path = ANYTHING, amount = 0): void {
    let left = times;
    faults.push({
      path,
      amount: () => amount,
      takeStrike: () => {
        left -= 1;
        return left >= 0;
      },
      lasts: () => (left > 0 ? Number.POSITIVE_INFINITY : 0),
    });
  }

  /**
   * Adds a fault that ends after a time. That is real time, not the sandbox's clock, because clients wait in real time.
   */
  function during(faults: Fault[], milliseconds: number, path = ANYTHING, amount?: number): void {
    const end = performance.now() + milliseconds;
    const left = () => end - performance.now();
    faults.push({
      path,
      amount: () => amount ?? left() / 1000,
      takeStrike: () => left() > 0,
      lasts: left,
    });
  }

  function take(faults: readonly Fault[], path: string): Fault | undefined {
    return faults.find((planned) => planned.path.test(path) && planned.takeStrike());
  }

  function lasting(kind: Trouble['kind'], faults: readonly Fault[]): Trouble[] {
    return faults
      .map((planned) => planned.lasts())
      .filter((milliseconds) => milliseconds > 0)
      .map((milliseconds) => ({ kind, endsIn: Number.isFinite(milliseconds) ? milliseconds : undefined }));
  }

  function admitBot(name: string, admitted: boolean): void {
    const channel = guild.allChannels.find((known) => known.name === name);
    if (!channel) {
      throw new NotSendable(`No channel ${name}.`);
    }
    guild.admitBot(channel, admitted);
    gateway.dispatch(GatewayDispatchEvents.ChannelUpdate, channel, GatewayIntentBits.Guilds);
  }

  return {
    misbehave: {
      dropGateway: () => gateway.drop(),
      reconnectGateway: () => gateway.reconnect(),
      holdGateway: () => gateway.hold(),
      invalidateSession: (resumable) => gateway.invalidate(resumable),
      rateLimit: (times, retryAfterSeconds = 1, path) => count(rateLimits, times, path, retryAfterSeconds),
      rateLimitFor: (milliseconds, path) => during(rateLimits, milliseconds, path),
      fail: (times, path) => count(failures, times, path),
      failFor: (milliseconds, path) => during(failures, milliseconds, path),
      outage(path = ANYTHING) {
        let over = false;
        failures.push({
          path,
          amount: () => 0,
          takeStrike: () => !over,
          lasts: () => (over ? 0 : Number.POSITIVE_INFINITY),
        });
        return () => {
          over = true;
        };
      },
      delay: (times, milliseconds, path) => count(delays, times, path, milliseconds),
      delayFor: (milliseconds, delay, path) => during(delays, milliseconds, path, delay),
      closeChannel: (name) => admitBot(name, false),
      openChannel: (name) => admitBot(name, true),
      deliverTwice: () => {
        twice = true;
      },
      deliverAgain: () => deliverLast?.(),
      forgetNextInteraction: () => {
        forget = true;
      },
    },
    delayOf: (path) => take(delays, path)?.amount() ?? 0,
    rateLimitOf: (path) => take(rateLimits, path)?.amount(),
    failureOf: (path) => take(failures, path) !== undefined,
    inForce: () => [
      ...lasting('rate-limit', rateLimits),
      ...lasting('failure', failures),
      ...lasting('delay', delays),
      ...(twice ? [{ kind: 'twice', endsIn: undefined } as const] : []),
      ...(forget ? [{ kind: 'forgotten', endsIn: undefined } as const] : []),
    ],
    nextInteraction() {
      const planned = { copies: twice ? 2 : 1, forgotten: forget } as const;
      twice = false;
      forget = false;
      return planned;
    },
    deliver(deliverOnce, copies) {
      for (let copy = 0; copy < copies; copy += 1) deliverOnce();
      deliverLast = deliverOnce;
    },
  };
}
