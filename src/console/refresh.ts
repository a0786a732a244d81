import { setTimeout } from 'node:timers/promises';
import { type ActionDependencies, leftRefreshes, lookAtRefresh } from '../actions/index.ts';
import { refreshInWords } from '../command/index.ts';
import type { Reply } from '../text/reply.ts';
import type { Progress } from './progress.ts';

/** How long to wait for Akkoma's server, in seconds. It is short, because a person waits at the terminal. */
const waitSeconds = 10;

/** The pause between two checks, in milliseconds. */
const pauseMilliseconds = 250;

/** The number of the check before which a message explains the wait. */
const announceAtCheck = 6;

/**
 * Waits until Akkoma's server has read what the action changed, or is not expected to any more, and adds the result to
 * the reply. This does not need a running bot. An interrupt ends the wait and gives up the pending jobs, so that the
 * server does not take them later.
 */
export async function withRefresh(
  dependencies: ActionDependencies,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
  reply: Reply,
): Promise<Reply> {
  const { card, fields = [], data } = reply;
  if (reply.tone !== 'done' || card === undefined) return reply;
  for (let look = 1; ; look += 1) {
    if (look === announceAtCheck) {
      progress.show(`Waiting up to ${waitSeconds} seconds for Akkoma. Press Ctrl-C to stop waiting.`);
    }
    const left = signal.aborted ? 0 : waitSeconds;
    const refresh = await lookAtRefresh(dependencies, card.actionId, left);
    if (refresh === null) return reply;
    if (refresh.state !== 'pending') {
      return {
        ...reply,
        fields: [...fields, { name: 'In Akkoma', value: refreshInWords(refresh) }],
        data: { ...Object(data), refresh },
      };
    }
    await setTimeout(pauseMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Ends old refreshes that a killed console left pending and no bot has ended. If Akkoma's server took their jobs after
 * a later start, it would bring back the state of that time.
 */
export async function endLeftRefreshes(dependencies: ActionDependencies): Promise<void> {
  for (const action of await leftRefreshes(dependencies.database.em.fork())) {
    await lookAtRefresh(dependencies, action);
  }
}
