import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type ActionDependencies, createFollow, readEnding } from '../actions/index.ts';
import { type Catalogue, type Summary, summaryLine } from '../command/index.ts';
import { Conflict } from '../text/errors.ts';
import type { Reply } from '../text/reply.ts';
import { plain, text } from '../text/text.ts';
import { WrongUsage } from './arguments.ts';

export const waitUsage = [
  'Usage: wait ACTION [--json]',
  '',
  'Waits until an action, such as the deletion of an account, has finished in Akkoma, and shows the progress.',
  'A running bot does the same. Both may run at once.',
  '',
].join('\n');

/** The pause between two checks, in milliseconds. */
const pauseMilliseconds = 1_000;

/**
 * Parses the words of `wait ACTION`.
 *
 * @returns null if only the usage was asked for.
 * @throws WrongUsage
 */
export function readWait(
  words: readonly string[],
): { readonly action: number; readonly json: boolean } | null {
  const { values, positionals } = parsed(words);
  if (values.help === true) return null;
  const [number, extra] = positionals;
  if (number === undefined) throw new WrongUsage('Missing argument ACTION.');
  if (extra !== undefined) throw new WrongUsage(`Unexpected argument "${extra}".`);
  if (!/^#?\d{1,15}$/.test(number)) {
    throw new WrongUsage('Invalid ACTION: use the number of an action, such as 12.');
  }
  return { action: Number(number.replace('#', '')), json: values.json === true };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

interface Waiting {
  readonly dependencies: ActionDependencies;
  readonly catalogue: Catalogue;
  /** Prints the progress each time it has changed. */
  show(line: string): void;
}

/**
 * Does the remaining work of an action, as the bot does, and follows it until Akkoma's server has finished or is not
 * expected to any more.
 *
 * @throws Conflict if there is nothing to follow; NotFound.
 */
export async function waitFor({ dependencies, catalogue, show }: Waiting, id: number): Promise<Reply> {
  const { database } = dependencies;
  const follow = createFollow(dependencies);
  let shown = '';
  for (;;) {
    await follow({ action: id });
    const { operation, state, outcome, progress, ending, locked } = await readEnding(database.em.fork(), id);
    const command = catalogue.byOperation(operation)?.command;
    if (command === undefined || (ending === null && state !== 'following')) {
      throw new Conflict(text`Action ${id} has nothing left to finish. It is ${[state]}.`);
    }
    if (state !== 'following') {
      const summary = progress === null ? null : command.progress(progress);
      return ended(id, command.summarize(outcome), summary, { outcome, progress, ending });
    }
    const summary = progress === null ? { line: text`No progress yet.` } : command.progress(progress);
    const line = locked === null ? inOneLine(summary) : plain(locked.sentence);
    if (line !== shown) show(line);
    shown = line;
    await setTimeout(pauseMilliseconds);
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
    return isBatched ? { ...(await waitFor(waiting, card.actionId)), card } : reply;
  } catch (error) {
    log.error({ err: error, actionId: card.actionId }, 'a batch failed');
    return {
      tone: 'failed',
      line: text`Action ${card.actionId} has started, but is not finished. A running bot continues it. Without a bot, run "wait ${card.actionId}".`,
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

const inOneLine = ({ line, fields = [] }: Summary): string =>
  [plain(line), ...fields.map(({ name, value }) => `${name}: ${plain(value)}`)].join(' · ');
