/** An event that was dispatched to a session of the bot. */
export interface SandboxEvent {
  readonly kind: 'event';
  readonly name: string;
  readonly data: unknown;
  /** `kept`: the session was disconnected, and gets the event when it resumes. `again`: a resume has replayed it. */
  readonly delivery: 'sent' | 'kept' | 'again';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A request of the bot, with its answer. */
export interface SandboxCall {
  readonly kind: 'call';
  readonly method: string;
  /** See `SandboxRequest`. */
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  /** The body of an error response; undefined for success. */
  readonly refusal: unknown;
  /** The id of the message that it created in a channel. */
  readonly created: string | undefined;
  /** When it arrived, and when it was answered, in milliseconds since the epoch. */
  readonly at: number;
  readonly answeredAt: number;
}

export type SandboxTraffic = SandboxEvent | SandboxCall;

export interface TrafficRecord {
  readonly latest: readonly SandboxTraffic[];
  add(traffic: SandboxTraffic): void;
}

/** Creates a record of the latest traffic, with at most `most` entries. Calls are added when they are answered. */
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
