import { setTimeout } from 'node:timers/promises';
import { type ActionDependencies, lookAtRefresh } from '../actions/index.ts';
import { refreshInWords } from '../command/index.ts';
import type { Reply } from '../reply.ts';

/** After how many seconds a server that has not taken notice is not waited for any more: somebody sits there. */
const patience = 10;

/** Between two looks, in milliseconds. */
const pause = 250;

/**
 * Waits until Akkoma's server has taken notice of what an action has done, or is not expected to, and adds that to the
 * answer: no bot need run.
 */
export async function withRefresh(dependencies: ActionDependencies, reply: Reply): Promise<Reply> {
  const { card, fields = [], data } = reply;
  if (reply.tone !== 'done' || card === undefined) return reply;
  for (;;) {
    const refresh = await lookAtRefresh(dependencies, card.actionId, patience);
    if (refresh === null) return reply;
    if (refresh.state !== 'pending') {
      return {
        ...reply,
        fields: [...fields, { name: 'In Akkoma', value: refreshInWords(refresh) }],
        data: { ...Object(data), refresh },
      };
    }
    await setTimeout(pause);
  }
}
