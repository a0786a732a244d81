import { type Done, doneInWeek } from '../../src/actions/index.ts';
import { type CommandContext, counted } from '../../src/command/index.ts';
import { type Day, readDays } from '../../src/operations/index.ts';
import type { Reply, ReplyField } from '../../src/text/reply.ts';
import { code, joinTexts, type Text, text } from '../../src/text/text.ts';
import { daysShown, pictureOf, readPresentNumbers, waitingFields, whenMeasured } from './numbers.ts';

/** How many of the commands that were used are named. */
const commandsShown = 10;

/**
 * Draws the digest of a week: sign-ups, posts and people beside those of the week before, what was done, what waits for
 * staff now, and the month up to its end as a picture.
 *
 * @param week the Monday after it, such as `2027-04-05`.
 */
export async function drawDigest(
  { em, instance, wordsFor }: Pick<CommandContext, 'em' | 'instance' | 'wordsFor'>,
  week: string,
): Promise<Reply> {
  const days = await daysBefore(em, week);
  const [last, before] = [days.slice(-7), days.slice(-14, -7)];
  const done = await doneInWeek(em, week);
  return {
    tone: 'information',
    title: text`The week from ${dayInWords(last.at(0))} to ${dayInWords(last.at(-1))}`,
    line: text`${instance.host}: ${counted(signUpsIn(last), 'sign-up', 'sign-ups')}, ${counted(postsIn(last) ?? 0, 'post', 'posts')}.`,
    fields: [
      {
        name: 'Beside the week before',
        value: joinTexts(
          [
            compared('Sign-ups', signUpsIn(last), signUpsIn(before)),
            compared('Posts', postsIn(last), postsIn(before)),
            compared('Active people a day', activeIn(last), activeIn(before)),
          ],
          '\n',
        ),
      },
      ...doneField(done, wordsFor),
      ...waitingFields(await readPresentNumbers(em)),
    ],
    picture: await pictureOf(days),
    footer: text`Days are in UTC.${[whenMeasured(days)]}`,
    data: null,
  };
}

/** The days of a month before a Monday. */
async function daysBefore(em: CommandContext['em'], week: string): Promise<readonly Day[]> {
  // The digest may be late. A week has at most seven days since.
  const days = await readDays(em, daysShown + 8);
  return days.filter(({ day }) => day < week).slice(-daysShown);
}

const signUpsIn = (days: readonly Day[]): number => days.reduce((sum, { signUps }) => sum + signUps, 0);

/** The posts of the days on which they were measured; null where there is none. */
const postsIn = (days: readonly Day[]): number | null => {
  const measured = days.flatMap(({ posts }) => posts ?? []);
  return measured.length === 0 ? null : measured.reduce((sum, posts) => sum + posts, 0);
};

/** The average of the days that were measured; null where there is none. */
const activeIn = (days: readonly Day[]): number | null => {
  const measured = days.flatMap(({ active }) => active ?? []);
  return measured.length === 0
    ? null
    : Math.round(measured.reduce((sum, active) => sum + active, 0) / measured.length);
};

const compared = (name: string, now: number | null, before: number | null): Text =>
  text`${[name]}: ${now ?? '–'}, after ${before ?? '–'}`;

/** Names what was done, by command, the most frequent first: Steward's own acts, such as reverts, too. */
function doneField(done: readonly Done[], wordsFor: CommandContext['wordsFor']): ReplyField[] {
  if (done.length === 0) return [];
  const lines = done
    .slice(0, commandsShown)
    .map(({ operation, times }) => text`${code(wordsFor(operation))}: ${times}`);
  return [{ name: 'Actions done', value: joinTexts(lines, ' · ') }];
}

/** Such as "29 March". */
const dayInWords = (each: Day | undefined): string =>
  each === undefined
    ? ''
    : new Date(each.day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
