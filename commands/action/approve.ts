import { approveAndTell, type Catalogue, defineDecisionCommand } from '../../src/command/index.ts';

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
    asksIf: 'the action cannot be undone',
    suggest: 'actionToVoteOn',
    args: {},
    decide: (context, id) =>
      approveAndTell(catalogue(), context, { decision: context.decisionOn(id), seen: null }),
  });
