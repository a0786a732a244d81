/** An event that was told to a session of the bot. */
export interface SandboxEvent {
  readonly kind: 'event';
  readonly name: string;
  readonly data: unknown;
  /** `kept`: the session was cut off, and hears of it when it resumes; `again`: now it has. */
  readonly delivery: 'sent' | 'kept' | 'again';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A request of the bot's, with its answer. */
export interface SandboxCall {
  readonly kind: 'call';
  readonly method: string;
  /** As in `SandboxRequest`. */
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  /** What a refusal said; undefined where it was none. */
  readonly refusal: unknown;
  /** Milliseconds since the epoch at which it arrived, and at which it was answered. */
  readonly at: number;
  readonly answeredAt: number;
}

export type SandboxTraffic = SandboxEvent | SandboxCall;

export interface TrafficRecord {
  readonly latest: readonly SandboxTraffic[];
  add(traffic: SandboxTraffic): void;
}

/** Remembers the latest traffic, in the order in which it ended, and no more than `most` of it. */
export function createTrafficRecord(most: number): TrafficRecord {
  const latest: SandboxTraffic[] = [];
  return {
    latest,
    add(traffic) {
      latest.push(traffic);
      if (latest.length > most) latest.shift();
    },
  };
}
