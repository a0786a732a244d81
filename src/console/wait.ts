import { setTimeout } from 'node:timers/promises';
import { type ActionDependencies, createFollow, readEnding } from '../actions/index.ts';
import { type Catalogue, type Summary, stateInWords, summaryLine } from '../command/index.ts';
import { Conflict, NothingToDo } from '../text/errors.ts';
import type { Reply } from '../text/reply.ts';
import { command, text } from '../text/text.ts';
import { hintOf } from './help.ts';
import { ownManuals } from './own-manuals.ts';
import type { Progress } from './progress.ts';
import { WrongUsage } from './read-flags.ts';
import { shown } from './shown.ts';

/** The pause between two checks, in milliseconds. */
const pauseMilliseconds = 1_000;

/** How long to do batches in a row before the progress is shown, in milliseconds. */
const batchTime = 500;

/**
 * Reads the argument of `wait ACTION`.
 *
 * @throws WrongUsage
 */
export function actionIn(word: string | undefined): number {
  const hint = hintOf(ownManuals.wait);
  if (word === undefined) throw new WrongUsage('Missing argument ACTION.', hint);
  if (!/^#?\d{1,15}$/.test(word)) {
    throw new WrongUsage('Invalid ACTION: use the number of an action, such as 12.', hint);
  }
  return Number(word.replace('#', ''));
}

interface Waiting {
  readonly dependencies: ActionDependencies;
  readonly catalogue: Catalogue;
  readonly progress: Progress;
  /** Ends the wait. The action goes on without it. */
  readonly signal: AbortSignal;
  /** Prints a line for people. */
  tell(line: string): void;
}

/**
 * Does the remaining work of an action, as the bot does, and follows it until Akkoma's server has finished or is not
 * expected to any more, or until it is interrupted.
 *
 * @throws NothingToDo if the action is done; Conflict if it is not running; NotFound.
 */
export async function waitFor(
  { dependencies, catalogue, progress: shownProgress, signal, tell }: Waiting,
  id: number,
): Promise<Reply> {
  const { database } = dependencies;
  const follow = createFollow(dependencies, batchTime);
  let told = '';
  for (;;) {
    const began = performance.now();
    await follow({ action: id });
    const { operation, state, outcome, progress, ending, locked } = await readEnding(database.em.fork(), id);
    const done = catalogue.byOperation(operation)?.command;
    if (done === undefined || (ending === null && state !== 'following')) {
      const Ending = state === 'done' || state === 'undone' ? NothingToDo : Conflict;
      throw new Ending(
        text`Action ${id} has nothing left to finish. It is ${stateInWords({ state }, undefined)}.`,
      );
    }
    if (state !== 'following') {
      const summary = progress === null ? null : done.progress(progress);
      return ended(id, done.summarize(outcome), summary, { outcome, progress, ending });
    }
    if (signal.aborted) return stopped(id, done.summarize(outcome), { outcome, progress });
    const summary = progress === null ? { line: text`No progress yet.` } : done.progress(progress);
    const obstacle = locked === null ? '' : shown(locked.sentence);
    if (obstacle !== '' && obstacle !== told) tell(obstacle);
    told = obstacle;
    if (obstacle === '') shownProgress.show(inOneLine(summary));
    // Where the whole time was needed, there are more batches to do.
    if (performance.now() - began < batchTime) {
      await setTimeout(pauseMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Does the batches that the action of this reply has left. */
export async function finish(waiting: Waiting, reply: Reply): Promise<Reply> {
  const { card } = reply;
  if (card === undefined) return reply;
  const { database, log } = waiting.dependencies;
  try {
    const { state, ending } = await readEnding(database.em.fork(), card.actionId);
    const isBatched = state === 'following' || ending !== null;
    if (!isBatched) return reply;
    const finished = await waitFor(waiting, card.actionId);
    return waiting.signal.aborted ? finished : { ...finished, card };
  } catch (error) {
    log.error({ err: error, actionId: card.actionId }, 'a batch failed');
    return {
      tone: 'failed',
      line: text`Action ${card.actionId} has started, but is not finished. A running bot continues it. Without a bot, run ${command(`wait ${card.actionId}`)}.`,
      data: reply.data,
    };
  }
}

const ended = (
  id: number,
  summary: Summary,
  progress: Summary | null,
  kept: Pick<Awaited<ReturnType<typeof readEnding>>, 'outcome' | 'progress' | 'ending'>,
): Reply => ({
  tone: kept.ending === 'given_up' ? 'failed' : 'done',
  line: summaryLine(summary, progress),
  fields: (progress ?? summary).fields ?? [],
  footer: text`Action ${id}`,
  data: { action: id, ...kept },
});

const stopped = (
  id: number,
  summary: Summary,
  kept: Pick<Awaited<ReturnType<typeof readEnding>>, 'outcome' | 'progress'>,
): Reply => ({
  tone: 'information',
  line: text`${summaryLine(summary, null)} Stopped waiting: a running bot continues action ${id}. Without a bot, run ${command(`wait ${id}`)}.`,
  footer: text`Action ${id}`,
  data: { action: id, ...kept },
});

const inOneLine = ({ line, fields = [] }: Summary): string =>
  [shown(line), ...fields.map(({ name, value }) => `${name}: ${shown(value)}`)].join(' · ');
