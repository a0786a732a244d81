import type { Caller, Proposed, StoredPlan } from '../actions/index.ts';
import type { CountKey, Counts, Operation, OwnerMail, Plan } from '../operations/index.ts';
import type { Json, Reply, ReplyField } from '../text/reply.ts';
import { approvals } from '../text/sentences.ts';
import {
  actionLink,
  capitalized,
  joinTexts,
  person,
  plain,
  questionOf,
  type Text,
  text,
} from '../text/text.ts';
import { countFields } from './count-labels.ts';

/** Makes the answer to a dry run: the plan in words, the approvals that it needs, and that nothing was changed. */
export const dryRunReply = (
  phrase: Text,
  plan: Plan,
  votes: number,
  details: readonly ReplyField[],
): Reply => ({
  tone: 'information',
  title: text`Dry run`,
  onlyForCaller: true,
  line: text`${capitalized(phrase)}. Needs ${approvals(votes)}. Nothing was changed.`,
  fields: [...details, ...fieldsOf(plan, 'Would change')],
  data: { dry_run: true, votes_needed: votes, ...dataOf(plan) },
});

/** Makes the answer that shows the plan and asks the caller whether to run it. */
export const cardReply = (
  phrase: Text,
  plan: Plan,
  details: readonly ReplyField[],
  ask: { readonly actionId: number; readonly secretOf: string | null } | null,
): Reply => ({
  tone: 'question',
  line: questionOf(phrase),
  fields: [...details, ...fieldsOf(plan, 'Would change')],
  ...(ask === null
    ? {}
    : {
        body: confirmationBody,
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
  line: text`Requested. Needs ${approvals(votes)}.`,
  footer: text`Action ${actionId}`,
  card: { actionId, buttons: [] },
  data: { proposed: actionId, votes_needed: votes },
});

/** Makes the answer to a caller who requests what they or somebody else requested already. */
export function requestedBefore({ pending, requirement }: Requested, { id, roles }: Caller): Reply {
  const isOwn = pending.requesterId === id;
  const mayApprove = requirement.roleSets.every((set) => set.some((role) => roles.includes(role)));
  const by = isOwn ? text`You` : person(pending.requesterId, pending.requesterName);
  const state = pending.isApproved ? 'is approved' : 'needs approval';
  const next = isOwn
    ? ' Cancel it to request it again.'
    : mayApprove && !pending.isApproved
      ? ' Approve or deny it on its card.'
      : '';
  return {
    tone: 'question',
    line: text`${by} already requested this: ${actionLink(pending.id, pending.card)} ${[state]}.${[next]}`,
    onlyForCaller: true,
    data: { proposed: pending.id },
  };
}

type Requested = Pick<Proposed, 'requirement'> & { readonly pending: NonNullable<Proposed['pending']> };

/** What the requester of a card that waits for them must know. */
export const confirmationBody = text`This question expires after 15 minutes.`;

/** Makes the answer to a cancellation. The number is null for a question in a terminal, which has no action yet. */
export const cancelled = (actionId: number | null): Reply => ({
  tone: 'refused',
  line: [cancellation],
  ...(actionId === null ? {} : { footer: text`Action ${actionId}` }),
  data: { error: 'Cancelled', message: cancellation },
});

const cancellation = 'Cancelled. Nothing was changed.';

/** What a plan does to its counts: `Would change` while somebody still decides, `Will change` once it is decided. */
type PlanHeading = 'Would change' | 'Will change';

/** Shows a plan: what it changes, some of the accounts, the mail to the owner and the notes. */
export const fieldsOf = (
  {
    counts,
    samples,
    before = [],
    warnings,
    mail,
  }: Pick<StoredPlan, 'counts' | 'samples' | 'before' | 'warnings' | 'mail'>,
  heading: PlanHeading,
): ReplyField[] => [
  ...countFields(counts, heading),
  ...includedIn(samples, counts),
  ...(mail === undefined ? [] : [{ name: 'Mail to the owner', value: mailInWords(mail) }]),
  ...notesOf([...before, ...warnings]),
];

/** The counts of the accounts that a plan gives samples of. */
const sampled = [
  'accounts_to_activate',
  'accounts_to_deactivate',
  'accounts_to_confirm',
  'accounts_to_unconfirm',
  'accounts_to_approve',
  'accounts_to_reject',
  'restored_accounts',
] as const satisfies readonly CountKey[];

/** The samples of a plan, and how many more accounts there are. */
export function includedIn(samples: readonly string[], counts: Counts): ReplyField[] {
  if (samples.length === 0) return [];
  const all = sampled.map((key) => counts[key]).find((count) => count !== undefined) ?? 0;
  const more = all > samples.length ? text`, and ${all - samples.length} more` : text``;
  return [{ name: 'Includes', value: text`${samples.join(', ')}${more}` }];
}

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

const dataOf = ({ target, counts, samples, before = [], warnings, mail }: Plan) => ({
  target,
  ...(mail === undefined ? {} : { mail: { ...mail } }),
  counts,
  samples,
  warnings: [...before, ...warnings].map(plain),
});

/** Returns a field that warns that the action cannot be undone; none if it can. */
export const undoFieldsOf = ({ undo }: Pick<Operation<object, Json>, 'undo'>): ReplyField[] =>
  typeof undo === 'object' && 'impossible' in undo
    ? [{ name: 'Cannot be undone', value: undo.impossible }]
    : [];

/** The line breaks of a mail are ours: those of foreign words are shown as characters without a shape. */
const mailInWords = ({ subject, text: body }: OwnerMail): Text =>
  joinTexts([text`Subject: ${subject}`, [], ...body.split('\n').map((line) => text`${line}`)], '\n');
