import { GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';
import type { Gateway } from './gateway.ts';
import type { Guild } from './guild.ts';
import { NotSendable } from './not-sendable.ts';
import type { Misbehaviour } from './sandbox.ts';

const ANYTHING = /(?:)/;

interface Fault {
  readonly path: RegExp;
  /** Milliseconds or seconds, as the kind of fault has it. */
  readonly amount: () => number;
  /** Whether it strikes once more. */
  readonly strikes: () => boolean;
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

export function createFaults(gateway: Gateway, guild: Guild): Faults {
  const delays: Fault[] = [];
  const rateLimits: Fault[] = [];
  const failures: Fault[] = [];
  let twice = false;
  let forget = false;

  function count(faults: Fault[], times: number, path = ANYTHING, amount = 0): void {
    let left = times;
    faults.push({
      path,
      amount: () => amount,
      strikes: () => {
        left -= 1;
        return left >= 0;
      },
    });
  }

  /** In real time, whatever the sandbox's clock says: so clients wait. */
  function during(faults: Fault[], milliseconds: number, path = ANYTHING): void {
    const end = performance.now() + milliseconds;
    const left = () => (end - performance.now()) / 1000;
    faults.push({ path, amount: left, strikes: () => left() > 0 });
  }

  function take(faults: readonly Fault[], path: string): Fault | undefined {
    return faults.find((planned) => planned.path.test(path) && planned.strikes());
  }

  function admitBot(name: string, admitted: boolean): void {
    const channel = guild.allChannels.find((known) => known.name === name);
    if (!channel) {
      throw new NotSendable(`The guild has no channel ${name}.`);
    }
    guild.admitBot(channel, admitted);
    gateway.dispatch(GatewayDispatchEvents.ChannelUpdate, channel, GatewayIntentBits.Guilds);
  }

  return {
    misbehave: {
      dropGateway: () => gateway.drop(),
      reconnectGateway: () => gateway.reconnect(),
      invalidateSession: (resumable) => gateway.invalidate(resumable),
      rateLimit: (times, retryAfterSeconds = 1, path) => count(rateLimits, times, path, retryAfterSeconds),
      rateLimitFor: (milliseconds, path) => during(rateLimits, milliseconds, path),
      fail: (times, path) => count(failures, times, path),
      failFor: (milliseconds, path) => during(failures, milliseconds, path),
      outage(path = ANYTHING) {
        let over = false;
        failures.push({ path, amount: () => 0, strikes: () => !over });
        return () => {
          over = true;
        };
      },
      delay: (times, milliseconds, path) => count(delays, times, path, milliseconds),
      closeChannel: (name) => admitBot(name, false),
      openChannel: (name) => admitBot(name, true),
      deliverTwice: () => {
        twice = true;
      },
      forgetNextInteraction: () => {
        forget = true;
      },
    },
    delayOf: (path) => take(delays, path)?.amount() ?? 0,
    rateLimitOf: (path) => take(rateLimits, path)?.amount(),
    failureOf: (path) => take(failures, path) !== undefined,
    nextInteraction() {
      const planned = { copies: twice ? 2 : 1, forgotten: forget } as const;
      twice = false;
      forget = false;
      return planned;
    },
  };
}
