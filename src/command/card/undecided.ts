import {
  type ActionEvent,
  type ActionView,
  type ApprovalPolicy,
  requirementOf,
} from '../../actions/index.ts';
import type { ReplyField } from '../../text/reply.ts';
import { command as commandMention, joinTexts, person, roles, text } from '../../text/text.ts';
import type { Catalogue } from '../catalogue.ts';
import type { ActionCommand } from '../command.ts';
import { undoFieldsOf } from '../plan-reply.ts';
import { needsRequester } from './phrase.ts';

// The fields of a card while its action can still be stopped.

/** Shows how many have approved, who may approve, and the deadline. */
export function votingOf(
  action: ActionView['action'],
  history: readonly ActionEvent[],
  { policy, catalogue }: { readonly policy: ApprovalPolicy; readonly catalogue: Catalogue },
): ReplyField[] {
  const { roleSets } = requirementOf(policy, action);
  const given = history.filter(({ event }) => event === 'action.vote');
  const by = joinTexts(
    given.map(({ actorId, actorName }) => person(actorId, actorName)),
    ', ',
  );
  const from = joinTexts(
    roleSets.map((set) => roles(set, ', ')),
    ', and also one of ',
  );
  const then = needsRequester(action, catalogue)
    ? 'After the last approval, the requester can run it'
    : 'The last approval runs it';
  return [
    {
      name: 'Approvals',
      value: text`${given.length} of ${action.votesNeeded}${given.length === 0 ? [] : text`: ${by}`} · from ${from}, but not the requester. ${[then]}; one denial ends the request.`,
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
  if (tier !== 'destructive') return [];
  const { undo } = command.definition.operation;
  if (typeof undo === 'object' && 'instead' in undo) return [{ name: destructive, value: undo.instead }];
  const by = typeof undo === 'object' && 'by' in undo ? undo.by : 'action undo';
  return [{ name: destructive, value: text`Can be undone with ${commandMention(by)}.` }];
}

const destructive = '⚠️ Destructive';
