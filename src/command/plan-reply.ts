import type { Plan } from '../operations/index.ts';
import type { Ask, Reply, ReplyField } from '../reply.ts';
import { plain, type Text, text } from '../text.ts';

/** What a dry run answers: the plan in words, and that nothing was changed. */
export const dryRunReply = (command: string, plan: Plan, details: readonly ReplyField[]): Reply => ({
  tone: 'information',
  line: text`Dry run: nothing was changed. "${[command]}" would act on ${plan.target}.`,
  fields: [...details, ...fieldsOf(plan)],
  data: { dry_run: true, ...dataOf(plan) },
});

/** What is shown before something is done, with the question whether to do it. */
export const cardReply = (
  question: Text,
  plan: Plan,
  details: readonly ReplyField[],
  ask: Ask | null,
): Reply => ({
  tone: 'question',
  line: question,
  fields: [...details, ...fieldsOf(plan)],
  ...(ask === null
    ? {}
    : {
        body: text`Nothing has been changed yet. This waits 15 minutes for your answer.`,
        footer: text`Action ${ask.actionId}`,
        ask,
      }),
  data: { proposed: ask?.actionId ?? null, ...dataOf(plan) },
});

/** What is shown once the caller has said no; an action that was only asked about has no number. */
export const cancelled = (actionId: number | null): Reply => ({
  tone: 'refused',
  line: text`Cancelled; nothing was changed.`,
  ...(actionId === null ? {} : { footer: text`Action ${actionId}` }),
  data: { cancelled: true },
});

const fieldsOf = ({ counts, samples, warnings }: Plan): ReplyField[] => [
  ...Object.entries(counts).map(([name, count]) => ({ name, value: text`${count}`, inline: true })),
  ...(samples.length > 0 ? [{ name: 'Among them', value: text`${samples.join(', ')}` }] : []),
  ...warnings.map((warning) => ({ name: 'Note', value: warning })),
];

const dataOf = ({ target, counts, samples, warnings }: Plan) => ({
  target,
  counts,
  samples,
  warnings: warnings.map(plain),
});
