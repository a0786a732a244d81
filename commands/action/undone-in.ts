import type { Undone } from '../../src/operations/index.ts';
import type { ReplyField } from '../../src/reply.ts';
import { joinTexts, text } from '../../src/text.ts';

/** What was put back and what was not, for the answer. */
export const undoneIn = ({ restored, skipped, samples, mails_sent: mails }: Undone): ReplyField[] => [
  ...(Object.keys(words) as (keyof typeof words)[]).flatMap((kind) => {
    const count = restored[kind];
    return count === undefined ? [] : [{ name: words[kind], value: text`${count}`, inline: true }];
  }),
  ...(mails === 0 ? [] : [{ name: 'Mails that stay sent', value: text`${mails}`, inline: true }]),
  ...(skipped === 0
    ? []
    : [
        {
          name: `Left as they are: ${skipped}`,
          value: joinTexts(
            samples.map((sample) => text`• ${sample}`),
            '\n',
          ),
        },
      ]),
];

const words = {
  accounts: 'Accounts put back',
  follows: 'Follows back',
  follows_asked_for_anew: 'Follows asked for anew',
  follows_ended: 'Follows ended',
  notifications: 'Notifications back',
  bookmarks: 'Bookmarks back',
  report_notes: 'Report notes back',
  invites: 'Invites that can be used again',
  invites_deleted: 'Invites deleted',
  mails: 'Mails not sent after all',
} as const;
