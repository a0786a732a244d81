import { setTimeout } from 'node:timers/promises';
import { type ActionDependencies, leftRefreshes, lookAtRefresh } from '../actions/index.ts';
import { refreshInWords } from '../command/index.ts';
import type { Reply } from '../text/reply.ts';
import type { Shell } from './shell.ts';

/** After how many seconds a server that has not taken notice is not waited for any more: somebody sits there. */
const patience = 10;

/** Between two looks, in milliseconds. */
const pause = 250;

/** At which look somebody may wonder why nothing happens. */
const untold = 6;

/**
 * Waits until Akkoma's server has taken notice of what an action has done, or is not expected to, and adds that to the
 * answer: no bot need run. Who interrupts it waits no longer, and nothing is left for the server to take later.
 */
export async function withRefresh(
  dependencies: ActionDependencies,
  { onInterrupt, tell }: Pick<Shell, 'onInterrupt'> & { tell(line: string): void },
  reply: Reply,
): Promise<Reply> {
  const { card, fields = [], data } = reply;
  if (reply.tone !== 'done' || card === undefined) return reply;
  const interruption = new AbortController();
  const goOn = onInterrupt(() => interruption.abort());
  try {
    for (let look = 1; ; look += 1) {
      if (look === untold) {
        tell(`Waiting for Akkoma to take it up, ${patience} seconds at most. Ctrl-C ends the wait.`);
      }
      const left = interruption.signal.aborted ? 0 : patience;
      const refresh = await lookAtRefresh(dependencies, card.actionId, left);
      if (refresh === null) return reply;
      if (refresh.state !== 'pending') {
        return {
          ...reply,
          fields: [...fields, { name: 'In Akkoma', value: refreshInWords(refresh) }],
          data: { ...Object(data), refresh },
        };
      }
      await setTimeout(pause, undefined, { signal: interruption.signal }).catch(() => undefined);
    }
  } finally {
    goOn();
  }
}

/**
 * Ends what a console that was killed has left for Akkoma's server to take, and no bot has ended since: a server that is
 * started later would bring back the state of that time.
 */
export async function endLeftRefreshes(dependencies: ActionDependencies): Promise<void> {
  for (const action of await leftRefreshes(dependencies.database.em.fork())) {
    await lookAtRefresh(dependencies, action);
  }
}
