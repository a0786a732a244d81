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

/**
 * Returns the traffic of a step: the traffic of its interaction and, until the next step begins, the traffic that
 * belongs to no interaction, such as the update of a card.
 *
 * @param until when the next step begins, in milliseconds since the epoch
 */
export function trafficOf(
  step: Step,
  until: number,
  traffic: readonly SandboxTraffic[],
  guild: SandboxGuild,
): TrafficView[] {
  const heard = traffic
    .filter((each) => each.kind === 'event' && each.delivery === 'sent')
    .map(interactionOf);
  return traffic
    .filter((each) => {
      const of = interactionOf(each);
      // A killed bot leaves a session behind, and the gateway keeps for it all events that the next bot gets too.
      if (each.kind === 'event' && each.delivery === 'kept' && of && heard.includes(of)) return false;
      return of === undefined ? each.at >= step.at && each.at < until : of === step.id || of === step.token;
    })
    .slice(0, MOST)
    .sort((one, other) => one.at - other.at)
    .map((each) => view(each, step, guild));
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
