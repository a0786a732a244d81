import { type ApprovalPolicy, type NeedsReason, whyHigher } from '../actions/index.ts';
import type { Reply } from '../text/reply.ts';
import { approvals } from '../text/sentences.ts';
import { command, joinTexts, oneLine, plain, type Text, text } from '../text/text.ts';
import type { CommandContext } from './command.ts';

interface Asking extends Pick<NeedsReason, 'request'> {
  readonly operation: string;
  /** The act as a verb phrase. */
  readonly phrase: Text;
  /** The draft that keeps the command until its reason is given. */
  readonly draft: number;
}

/** Makes the answer that asks the caller for a reason. Approvers are asked after that, because they must know it. */
export const askReason = (
  { draft, phrase, ...asking }: Asking,
  { policy, wordsFor }: Pick<CommandContext, 'policy' | 'wordsFor'>,
): Reply => ({
  tone: 'question',
  // Discord draws no mentions and times in a title.
  title: text`Reason required: ${oneLine(plain(phrase), 200)}`,
  line: joinTexts(
    [
      ...whyHigher(asking.request.plan, policy),
      text`${demandOf(asking, policy, wordsFor)}. Nothing was requested yet.`,
    ],
    ' ',
  ),
  onlyForCaller: true,
  card: { actionId: 0, buttons: [{ kind: 'why', draft }] },
  data: { error: 'NeedsReason', votes_needed: asking.request.votes },
});

/** Says which rule demands the approvals. */
function demandOf(
  { operation, request: { votes, tier, plan } }: Pick<Asking, 'operation' | 'request'>,
  { tiers, overrides }: ApprovalPolicy,
  wordsFor: CommandContext['wordsFor'],
): Text {
  const needed = text`${approvals(votes)} and a reason`;
  if (tiers[tier].votes === votes) {
    return text`A ${[tier]} action needs ${needed}`;
  }
  const excepted = [operation, ...(plan.alsoRequires ?? [])].find((each) => overrides[each]?.votes === votes);
  return excepted === undefined
    ? text`This needs ${needed}`
    : text`The exception for ${command(wordsFor(excepted))} demands ${needed}`;
}
