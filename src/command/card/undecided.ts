import {
  type ActionEvent,
  type ActionView,
  type ApprovalPolicy,
  requirementOf,
} from '../../actions/index.ts';
import type { ReplyField } from '../../text/reply.ts';
import { command as commandMention, joinTexts, person, roles, text } from '../../text/text.ts';
import type { ActionCommand } from '../command.ts';
import { undoFieldsOf } from '../plan-reply.ts';

// The fields of a card while its action can still be stopped.

/** Shows who may approve, who has approved, and the deadline. */
export function votingOf(
  action: ActionView['action'],
  history: readonly ActionEvent[],
  policy: ApprovalPolicy,
): ReplyField[] {
  const { roleSets } = requirementOf(policy, action);
  const given = history.filter(({ event }) => event === 'action.vote');
  return [
    {
      name: 'Approvers',
      value: [
        ...joinTexts(
          roleSets.map((set) => roles(set, ', ')),
          ', and also one of ',
        ),
        ', but not the requester',
      ],
    },
    {
      name: 'Approvals',
      value: text`${given.length} of ${action.votesNeeded}${
        given.length === 0
          ? text``
          : text`: ${joinTexts(
              given.map(({ actorId, actorName }) => person(actorId, actorName)),
              ', ',
            )}`
      }`,
      inline: true,
    },
    ...expiryOf(action),
  ];
}

/** Shows until when the action waits; nothing where it does not wait. */
export const expiryOf = ({ deadline }: ActionView['action']): ReplyField[] =>
  deadline == null ? [] : [{ name: 'Expires', value: text`${deadline}`, inline: true }];

/** What people must see first of an action that may still be stopped. Discord draws the name of a field in bold. */
export function warningOf(
  { state, tier }: ActionView['action'],
  command: ActionCommand | undefined,
): ReplyField[] {
  if (command === undefined || (state !== 'proposed' && state !== 'approved')) return [];
  const impossible = undoFieldsOf(command.definition.operation);
  if (impossible.length > 0) return impossible.map((field) => ({ ...field, name: `⚠️ ${field.name}` }));
  const { undo } = command.definition.operation;
  const by = typeof undo === 'object' && 'by' in undo ? undo.by : 'action undo';
  return tier === 'destructive'
    ? [{ name: '⚠️ Destructive', value: text`Can be undone with ${commandMention(by)}.` }]
    : [];
}
