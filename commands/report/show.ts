import { z } from 'zod';
import { listActionsOn } from '../../src/actions/index.ts';
import type { PostContent } from '../../src/akkoma/posts/index.ts';
import { type Report, type ReportedPost, readReport } from '../../src/akkoma/reports/index.ts';
import {
  type Catalogue,
  type CommandContext,
  counted,
  defineQueryCommand,
  latestActionsField,
  mostLatestActions,
  targetAccountOf,
} from '../../src/command/index.ts';
import { visibilityInWords } from '../../src/operations/posts/post-plan.ts';
import { inReportState } from '../../src/operations/reports/report-plan.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { code, hidden, joinTexts, link, oneLine, type Text, text } from '../../src/text/text.ts';
import { mayReadPost, postMedia, postText } from '../post-in-words.ts';
import { report } from './the-reports.ts';

/** The maximum length of what the reporter wrote, and of the text of a post, as far as they are shown. */
const mostWhy = 800;
const mostText = 350;

/** How many posts, files of a post, and notes are shown. The latest notes are. */
const mostPosts = 5;
const mostMedia = 2;
const mostNotes = 5;

/**
 * `/report show`: shows a report to staff, without the e-mail address that Akkoma keeps in it. What the authors of
 * posts hid is hidden here too. What the report itself holds of a post is for all staff, since its reporter gave it to
 * them; otherwise only admins see the text of a post that its author showed to few people.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createReportShow = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'show',
    description: 'Show a report: who, about whom and why, with its posts and notes',
    example: 'report show BCux8pqwkPlJvp1zyy',
    visibility: 'private',
    reads: ['activities', 'objects', 'report_notes'],
    args: z.strictObject({ report }),

    async read(context, { report: typed }) {
      const { em, instance } = context;
      const found = await readReport(em, instance, typed);
      const { id, about, by, why, at, open_about: open } = found;
      const latest =
        about.id === null
          ? []
          : await listActionsOn(em, { id: about.id, target: about.name }, mostLatestActions);
      const account =
        about.id === null
          ? null
          : await targetAccountOf(context, { target: about.name, facts: { id: about.id } }, null);
      return {
        tone: 'information',
        line: text`Report about ${about.name} by ${by.name}: ${marksOf(found)}.`,
        ...(why === '' ? {} : { body: postText({ text: why, warning: null }, mostWhy) }),
        account: account?.account,
        fields: [
          ...(account === null ? [] : [account.field]),
          { name: 'About', value: code(about.address) },
          { name: 'Reported', value: text`${at} by ${code(by.address)}` },
          ...(account === null && open > 1
            ? [{ name: 'Open reports about this account', value: text`${open}` }]
            : []),
          ...postFields(found, context),
          ...noteFields(found),
          ...latestActionsField(latest, catalogue(), { withRequester: true }),
        ],
        footer: text`ID ${id}`,
        data: dataOf(found, context),
      };
    },
  });

/** Akkoma stores the reports that another server sent as its own: the address of the reporter tells them apart. */
const marksOf = ({ state, by }: Report): Text => [
  [inReportState(state), ...(by.local ? [] : ['sent by another server'])].join(', '),
];

function postFields({ reported }: Report, context: CommandContext): ReplyField[] {
  const shown = reported.slice(0, mostPosts);
  const more = reported.length - shown.length;
  return [
    ...shown.map((post, index) => ({
      name: reported.length === 1 ? 'Post' : `Post ${index + 1} of ${reported.length}`,
      value: postInWords(post, context),
    })),
    ...(more === 0 ? [] : [{ name: 'More', value: counted(more, 'more post', 'more posts') }]),
  ];
}

function postInWords(post: ReportedPost, context: CommandContext): Text {
  const { address, stored } = post;
  const written = textOf(post, context);
  const content = readableContent(post, context);
  const lines = [
    stored === null
      ? text`${code(oneLine(address, 150))}: deleted, or never stored here.`
      : text`${link(`${context.instance.baseUrl}/notice/${stored.id}`, [stored.isBoost ? 'Boost' : 'Post'])}: ${[marksOfPost(post)]}.`,
    ...(written === null ? [] : [shownText(post, written, content?.warning ?? null)]),
    ...(written === null && stored !== null
      ? [text`Only admins can read it: it is ${[visibilityInWords(stored)]}.`]
      : []),
    postMedia(content?.media ?? [], mostMedia),
  ];
  return joinTexts(
    lines.filter((line) => line.length > 0),
    '\n',
  );
}

/** What is stored here of the post, as far as the caller may read it. */
const readableContent = (
  { stored }: ReportedPost,
  context: Pick<CommandContext, 'may'>,
): PostContent | null => (stored !== null && mayReadPost(context, stored) ? stored.content : null);

/** The text, hidden where its author hid it. Of a post that is gone, nobody knows whether it had a content warning. */
function shownText({ stored }: ReportedPost, written: string, warning: string | null): Text {
  const shown = postText({ text: written, warning }, mostText);
  const isHidden = stored === null || stored.content.sensitive || stored.content.warning !== null;
  return warning === null && isHidden && written !== '' ? hidden(shown) : shown;
}

const marksOfPost = ({ stored, copy }: ReportedPost): string =>
  stored === null
    ? ''
    : [
        visibilityInWords(stored),
        ...(stored.content.sensitive ? ['sensitive'] : []),
        ...(stored.content.isPoll ? ['poll'] : []),
        ...(copy !== null && copy !== stored.content.text ? ['changed since the report'] : []),
      ].join(', ');

/** What was reported: the text in the report, or else the present one; null where the caller may not read it. */
const textOf = (post: ReportedPost, context: Pick<CommandContext, 'may'>): string | null =>
  post.copy ?? readableContent(post, context)?.text ?? null;

function noteFields({ notes }: Report): ReplyField[] {
  if (notes.length === 0) return [];
  const shown = notes.slice(-mostNotes);
  const earlier = notes.length - shown.length;
  const lines = shown.map(
    ({ number, author, text: written, at }) =>
      text`#${number} ${author ?? 'unknown'} ${at}: ${oneLine(written, 150)}`,
  );
  return [
    {
      name: 'Notes',
      value: joinTexts(
        [...(earlier === 0 ? [] : [counted(earlier, 'earlier note', 'earlier notes')]), ...lines],
        '\n',
      ),
    },
  ];
}

const dataOf = ({ at, about, by, reported, notes, ...report }: Report, context: CommandContext) => ({
  ...report,
  at: at.toISOString(),
  about: { ...about },
  by: { ...by },
  notes: notes.map((note) => ({ ...note, at: note.at.toISOString() })),
  reported: reported.map((post) => {
    const { address, stored } = post;
    const content = readableContent(post, context);
    return {
      address,
      id: stored?.id ?? null,
      visibility: stored?.visibility ?? null,
      sensitive: stored?.content.sensitive ?? null,
      content_warning: content?.warning ?? null,
      text: textOf(post, context),
      media: (content?.media ?? []).map((each) => ({ ...each })),
    };
  }),
});
