import { type ActionView, viewAction } from '../../src/actions/index.ts';
import {
  type Catalogue,
  cardOfAction,
  defineDecisionCommand,
  needsRequester,
} from '../../src/command/index.ts';
import { approvals } from '../../src/text/sentences.ts';
import { person, type Text, text } from '../../src/text/text.ts';

/**
 * `/action approve`: approves another person's action, as the button on its card does.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createApprove = (catalogue: () => Catalogue) =>
  defineDecisionCommand({
    name: 'approve',
    description: 'Approve a request of another member',
    example: 'action approve 12',
    who: 'Members with an approver role, except the requester',
    suggest: 'actionToVoteOn',
    args: {},
    decide: async (context, id) => {
      await context.castVote(context.decisionOn(id), { vote: 'approve' });
      const view = await viewAction(context.em, id);
      return text`Approved action ${id}${view === null ? text`.` : whatFollows(view, catalogue())}`;
    },
  });

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
