import { countFields, type Summary } from '../../src/command/index.ts';
import { readUndoProgress, restoredCounts, type Undone } from '../../src/operations/index.ts';
import type { Json, ReplyField } from '../../src/text/reply.ts';
import { joinTexts, text } from '../../src/text/text.ts';

/** Returns the fields that say which rows were restored and which were not. */
export const undoneIn = ({ restored, skipped, samples, mails_sent: mails }: Undone): ReplyField[] => [
  ...countFields(restoredCounts(restored), 'Changes'),
  ...(mails === 0 ? [] : [{ name: 'Mails already sent', value: text`${mails}`, inline: true }]),
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

/** Describes the progress of an undo that is done in parts. */
export function undoProgress(kept: Json): Summary {
  const { of, left } = readUndoProgress(kept);
  return { line: text`${of - left} of ${of} parts done.` };
}
