import type { Plan } from '../operations/index.ts';
import type { Reply } from '../reply.ts';
import { plain, text } from '../text.ts';

/** What a dry run answers: the plan in words, and that nothing was changed. */
export function planReply(command: string, { target, counts, samples, warnings }: Plan): Reply {
  return {
    tone: 'information',
    line: text`Dry run: nothing was changed. "${command}" would act on ${target}.`,
    fields: [
      ...Object.entries(counts).map(([name, count]) => ({ name, value: text`${count}`, inline: true })),
      ...(samples.length > 0 ? [{ name: 'Among them', value: text`${samples.join(', ')}` }] : []),
      ...warnings.map((warning) => ({ name: 'Note', value: warning })),
    ],
    data: { dry_run: true, target, counts, samples, warnings: warnings.map(plain) },
  };
}
