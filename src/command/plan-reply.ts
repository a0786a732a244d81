import type { Operation, Plan } from '../operations/index.ts';
import type { Json, Reply, ReplyField } from '../text/reply.ts';
import { joinTexts, plain, type Text, text } from '../text/text.ts';
import { countFields } from './count-labels.ts';

/** Makes the answer to a dry run: the plan in words, and that nothing was changed. */
export const dryRunReply = (command: string, plan: Plan, details: readonly ReplyField[]): Reply => ({
  tone: 'information',
  line: text`Dry run: nothing was changed. "${[command]}" would act on ${plan.target}.`,
  fields: [...details, ...fieldsOf(plan)],
  data: { dry_run: true, ...dataOf(plan) },
});

/** Makes the answer that shows the plan and asks the caller whether to run it. */
export const cardReply = (
  question: Text,
  plan: Plan,
  details: readonly ReplyField[],
  ask: { readonly actionId: number; readonly secretOf: string | null } | null,
): Reply => ({
  tone: 'question',
  line: question,
  fields: [...details, ...fieldsOf(plan)],
  ...(ask === null
    ? {}
    : {
        body: text`Nothing has been changed yet. This waits 15 minutes for your answer.`,
        footer: text`Action ${ask.actionId}`,
        card: {
          actionId: ask.actionId,
          buttons: [{ kind: 'yes', secretOf: ask.secretOf }, { kind: 'cancel' }],
        },
      }),
  data: { proposed: ask?.actionId ?? null, ...dataOf(plan) },
});

/** Makes the answer to the caller when others must approve. What the approvers see is a separate card. */
export const askedOthers = (actionId: number, votes: number): Reply => ({
  tone: 'question',
  line: text`Action ${actionId} waits for ${others(votes)} to agree; its card is in this channel.`,
  footer: text`Action ${actionId}`,
  card: { actionId, buttons: [] },
  data: { proposed: actionId, votes_needed: votes },
});

/** Makes the answer to a caller whose identical earlier request still waits. */
export const askedBefore = (actionId: number): Reply => ({
  tone: 'question',
  line: text`You have asked for that already: action ${actionId} waits for others to agree. Its card is in this channel; cancel it if you want to ask anew.`,
  footer: text`Action ${actionId}`,
  data: { proposed: actionId },
});

/** Makes the answer that asks the caller for a reason. Approvers are asked after that, because they must know it. */
export const askReason = (votes: number, draft: number): Reply => ({
  tone: 'question',
  line: text`This takes the agreement of ${others(votes)}, who must know why. Nobody has been asked yet: press "Say why".`,
  title: text`Others must agree`,
  card: { actionId: 0, buttons: [{ kind: 'why', draft }] },
  data: { error: 'NeedsReason', votes_needed: votes },
});

/** Returns the number of other people in words. */
export const others = (votes: number): Text => (votes === 1 ? text`one other` : text`${votes} others`);

/** Makes the answer to a cancellation. The number is null for a question in a terminal, which has no action yet. */
export const cancelled = (actionId: number | null): Reply => ({
  tone: 'refused',
  line: text`Cancelled; nothing was changed.`,
  ...(actionId === null ? {} : { footer: text`Action ${actionId}` }),
  data: { cancelled: true },
});

export const fieldsOf = ({
  counts,
  samples,
  warnings,
}: Pick<Plan, 'counts' | 'samples' | 'warnings'>): ReplyField[] => [
  ...countFields(counts),
  ...(samples.length > 0 ? [{ name: 'Among them', value: text`${samples.join(', ')}` }] : []),
  ...notesOf(warnings),
];

/** Returns the warnings as a single field. */
export function notesOf(warnings: readonly Text[]): ReplyField[] {
  const [first, ...others] = warnings;
  if (first === undefined) return [];
  if (others.length === 0) return [{ name: 'Note', value: first }];
  return [
    {
      name: 'Notes',
      value: joinTexts(
        warnings.map((warning) => ['• ', ...warning]),
        '\n',
      ),
    },
  ];
}

const dataOf = ({ target, counts, samples, warnings }: Plan) => ({
  target,
  counts,
  samples,
  warnings: warnings.map(plain),
});

/** Returns a field that warns that the action cannot be undone; none if it can. */
export const undoFieldsOf = ({ undo }: Pick<Operation<object, Json>, 'undo'>): ReplyField[] =>
  typeof undo === 'object' ? [{ name: 'Cannot be undone', value: undo.impossible }] : [];
