import { countFields, type Summary } from '../../src/command/index.ts';
import { readUndoProgress, restoredCounts, type Undone } from '../../src/operations/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Json, ReplyField } from '../../src/text/reply.ts';
import { joinTexts, type Text, text } from '../../src/text/text.ts';

/** Returns the fields that say which rows were restored and which were not. */
export const undoneIn = (undone: Undone): ReplyField[] => {
  const { restored, skipped, samples, mails_sent: mails } = undone;
  const stays = staysOf(undone);
  return [
    ...countFields(restoredCounts(restored), 'Changes'),
    ...(mails === 0 ? [] : [{ name: 'Mails already sent', value: text`${mails}`, inline: true }]),
    ...(stays.length === 0 ? [] : [{ name: 'Stays deleted', value: joinTexts(stays, '; ') }]),
    ...(skipped === 0
      ? []
      : [
          {
            name: `Not restored: ${skipped}`,
            value: joinTexts(
              samples.map((sample) => text`• ${sample}`),
              '\n',
            ),
          },
        ]),
  ];
};

/** What does not come back with restored posts. */
const staysOf = ({ posts_told: told = 0, media_deleted: media = 0 }: Undone): Text[] => [
  ...(told === 0 ? [] : [text`copies of ${posts(told)} on other servers`]),
  ...(media === 0 ? [] : [text`media of ${posts(media)}`]),
];

const posts = (count: number): string => `${count} ${plural(count, 'post', 'posts')}`;

/** Describes the progress of an undo that is done in parts. */
export function undoProgress(kept: Json): Summary {
  const { of, left } = readUndoProgress(kept);
  return { line: text`${of - left} of ${of} parts done.` };
}
