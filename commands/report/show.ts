import { z } from 'zod';
import { listActionsOn } from '../../src/actions/index.ts';
import { type Report, readReport } from '../../src/akkoma/reports/index.ts';
import {
  type Catalogue,
  type CommandContext,
  defineQueryCommand,
  latestActionsField,
  mostLatestActions,
  targetAccountOf,
} from '../../src/command/index.ts';
import { inReportState } from '../../src/operations/reports/report-plan.ts';
import { code, type Text, text } from '../../src/text/text.ts';
import { postText } from '../post-in-words.ts';
import { mostWhy, noteFields, postFields, readableContent, textOf } from './report-in-words.ts';
import { report } from './the-reports.ts';

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
          : await listActionsOn(
              em,
              { id: about.id, apId: about.address, target: about.name },
              mostLatestActions,
            );
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
          ...postFields(found.reported, context),
          ...noteFields(found.notes),
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
