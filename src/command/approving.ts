import { type ActionView, type Decision, UnconfirmedApproval, viewAction } from '../actions/index.ts';
import type { Reply } from '../text/reply.ts';
import { approvals } from '../text/sentences.ts';
import { person, type Text, text } from '../text/text.ts';
import { cardOfAction } from './card/card-place.ts';
import { needsRequester, phraseOf } from './card/phrase.ts';
import { warningOf } from './card/undecided.ts';
import type { Catalogue } from './catalogue.ts';
import type { CommandContext } from './command.ts';

/** The caller's decision to approve an action. */
interface Approving {
  readonly decision: Decision;
  /** The fingerprint of the plan that the caller has confirmed; null where they were not asked. */
  readonly seen: string | null;
}

/**
 * Approves an action. Where the action cannot be undone, the caller is asked first.
 *
 * @returns the question, or that the caller did not confirm; null where the approval is recorded.
 * @throws Refused, Conflict, NotFound, Stale; AlreadyClaimed.
 */
export async function approve(
  catalogue: Catalogue,
  context: CommandContext,
  { decision, seen }: Approving,
): Promise<Reply | null> {
  try {
    await context.castVote(decision, { vote: 'approve', seen });
  } catch (error) {
    if (!(error instanceof UnconfirmedApproval)) throw error;
    const question = questionFor(error, catalogue);
    if (context.ask === null) return question;
    if (!(await context.ask(question))) return notApproved;
    await context.castVote(decision, { vote: 'approve', seen: error.action.fingerprint });
  }
  return null;
}

/** Approves an action as `approve` does. Where the approval is recorded, the answer says what follows. */
export async function approveAndTell(
  catalogue: Catalogue,
  context: CommandContext,
  approving: Approving,
): Promise<Reply> {
  const unapproved = await approve(catalogue, context, approving);
  if (unapproved !== null) return unapproved;
  const { actionId } = approving.decision;
  const view = await viewAction(context.em, actionId);
  return {
    tone: 'done',
    line: text`Approved action ${actionId}${view === null ? text`.` : whatFollows(view, catalogue)}`,
    data: { action: actionId },
  };
}

const leftOpen = 'Neither approved nor denied. The card still has both buttons.';

/** The answer to an approver who did not confirm. */
export const notApproved: Reply = {
  tone: 'refused',
  line: text`${[leftOpen]}`,
  data: { error: 'Cancelled', message: leftOpen },
};

function questionFor({ action, runsThen }: UnconfirmedApproval, catalogue: Catalogue): Reply {
  return {
    tone: 'question',
    line: text`Approve: ${phraseOf(action, catalogue)}?`,
    body: text`Requested by ${person(action.requesterId, action.requesterName)}.${[runsThen ? ' Your approval is the last one: the action then runs immediately.' : '']}`,
    fields: [
      ...warningOf(action, catalogue.byOperation(action.operation)?.command),
      ...(action.reason == null ? [] : [{ name: 'Reason', value: text`${action.reason}` }]),
    ],
    footer: text`Action ${action.id}`,
    onlyForCaller: true,
    card: {
      actionId: action.id,
      buttons: [{ kind: 'approve', seen: action.fingerprint }, { kind: 'dismiss' }],
    },
    data: { action: action.id },
  };
}

/** What becomes of an action after an approval. It follows "Approved action 12". */
function whatFollows({ action, history }: ActionView, catalogue: Catalogue): Text {
  const card = cardOfAction(action);
  switch (action.state) {
    case 'proposed': {
      const given = history.filter(({ event }) => event === 'action.vote').length;
      return text`. It still needs ${approvals(action.votesNeeded - given)}; see ${card}.`;
    }
    case 'approved':
      return needsRequester(action, catalogue)
        ? text`. ${person(action.requesterId, action.requesterName)} must now press "Run now" on ${card}.`
        : text`. It runs in a moment, unless something has changed since the request; see ${card}.`;
    case 'running':
    case 'following':
      return text`. It is running; see ${card}.`;
    case 'stale':
      return text`, but it is out of date and did not run; see ${card}.`;
    case 'failed':
      return text`, but it failed; see ${card}.`;
    default:
      return text`. The outcome is on ${card}.`;
  }
}
