import * as z from 'zod';
import type { SandboxGuild } from '../../discord/sandbox.ts';
import type { SandboxTraffic } from '../../discord/traffic.ts';
import { describeCall } from './describe-call.ts';
import { maskBody, maskText } from './mask.ts';
import type { Step } from './steps.ts';
import type { TrafficView } from './view.ts';

const MOST = 100;

const deliveries = {
  sent: '',
  kept: 'queued while the bot is disconnected',
  again: 'sent again after the bot resumed',
} as const;

const interactionEvent = z.object({ id: z.string() });

/** What is known in the database about a step. */
export interface OfStep {
  /** The ids of the messages about its actions: their cards and mentions. */
  readonly messages: readonly string[];
  /** The numbers of the entries that it wrote to the audit log. */
  readonly entries: readonly number[];
}

const posted = z.object({ message_reference: z.object({ message_id: z.string() }) });

/**
 * Returns the traffic of a step: the traffic of its interaction and, until the next step begins, that of the messages
 * about its actions. What the bot does in the background, such as drawing the cards of others, is left out.
 *
 * @param until when the next step begins, in milliseconds since the epoch
 * @param ours what the step left in the database; if undefined, everything until the next step counts
 */
export function trafficOf(
  step: Step,
  until: number,
  traffic: readonly SandboxTraffic[],
  guild: SandboxGuild,
  ours?: OfStep,
): TrafficView[] {
  const touches = touching(traffic, ours);
  const heard = traffic
    .filter((each) => each.kind === 'event' && each.delivery === 'sent')
    .map(interactionOf);
  return traffic
    .filter((each) => {
      const of = interactionOf(each);
      // A killed bot leaves a session behind, and the gateway keeps for it all events that the next bot gets too.
      if (each.kind === 'event' && each.delivery === 'kept' && of && heard.includes(of)) return false;
      return of === undefined
        ? each.at >= step.at && each.at < until && touches(each)
        : of === step.id || of === step.token;
    })
    .slice(0, MOST)
    .sort((one, other) => one.at - other.at)
    .map((each) => view(each, step, guild));
}

/** Returns whether a request is about one of these messages, about one that refers to them, or about these entries. */
function touching(
  traffic: readonly SandboxTraffic[],
  ours: OfStep | undefined,
): (each: SandboxTraffic) => boolean {
  if (ours === undefined) return () => true;
  const messages = new Set(ours.messages);
  for (const each of traffic) {
    if (each.kind === 'event' || each.created === undefined) continue;
    const { data } = posted.safeParse(each.body);
    if (data && messages.has(data.message_reference.message_id)) messages.add(each.created);
  }
  return (each) => {
    if (each.kind === 'event') return false;
    const [, message = each.created] = /^\/channels\/\d+\/messages\/(\d+)/.exec(each.path) ?? [];
    if (message !== undefined && messages.has(message)) return true;
    const body = JSON.stringify(each.body) ?? '';
    return ours.entries.some((entry) => body.includes(`@${entry}\``));
  };
}

/** Returns the id or the token of the interaction that the traffic belongs to. */
function interactionOf(traffic: SandboxTraffic): string | undefined {
  if (traffic.kind === 'event') {
    return traffic.name === 'INTERACTION_CREATE'
      ? interactionEvent.safeParse(traffic.data).data?.id
      : undefined;
  }
  const [, callback, webhook] =
    /^\/interactions\/(\d+)\/|^\/webhooks\/\d+\/([\w-]+)/.exec(traffic.path) ?? [];
  return callback ?? webhook;
}

function view(traffic: SandboxTraffic, step: Step, guild: SandboxGuild): TrafficView {
  const after = traffic.at - step.at;
  return traffic.kind === 'event'
    ? {
        after,
        from: 'Discord',
        title: traffic.name,
        note: deliveries[traffic.delivery],
        path: undefined,
        status: undefined,
        took: undefined,
        body: maskBody(traffic.data),
        refusal: undefined,
      }
    : {
        after,
        from: 'bot',
        ...describeCall(traffic, guild),
        path: `${traffic.method} ${maskText(traffic.path)}`,
        status: traffic.status,
        took: traffic.answeredAt - traffic.at,
        body: maskBody(traffic.body),
        refusal: maskBody(traffic.refusal),
      };
}
