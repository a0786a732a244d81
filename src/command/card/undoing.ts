import { type ActionView, steward, type Undoing } from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';
import type { ReplyField } from '../../text/reply.ts';
import { joinTexts, person, type Text, text } from '../../text/text.ts';
import type { Catalogue } from '../catalogue.ts';

/** Says who undid an action, and what was restored and what was not, in the words of the undo. */
export function undoingShown(
  { action, history, undoing }: ActionView,
  catalogue: Catalogue,
): { readonly isAutomatic: boolean; readonly line: Text; readonly fields: readonly ReplyField[] } {
  const undone = history.findLast(({ event }) => event === 'action.undone');
  const isAutomatic = undone?.actorId === steward.id;
  const by = text`action ${action.undoneBy ?? 0}${togetherWith((undoing?.actions ?? 1) - 1)}`;
  const who = undone === undefined ? by : text`${person(undone.actorId, undone.actorName)} with ${by}`;
  return {
    isAutomatic,
    line: isAutomatic
      ? text`Reverted automatically by ${by}.`
      : text`Undone by ${who}${approvedBy(undoing?.approvers ?? [])}.`,
    fields: undoing === null ? [] : [...reasonOf(undoing), ...restoredBy(undoing, catalogue)],
  };
}

/** An undo of several actions counts what it restored of all of them together. */
const togetherWith = (others: number): Text =>
  others === 0 ? [] : text`, together with ${others} other ${[plural(others, 'action', 'actions')]}`;

const approvedBy = (approvers: Undoing['approvers']): Text =>
  approvers.length === 0
    ? []
    : text`, approved by ${joinTexts(
        approvers.map(({ id, name }) => person(id, name)),
        ' and ',
      )}`;

const reasonOf = ({ reason }: Undoing): readonly ReplyField[] =>
  reason === null ? [] : [{ name: 'Reason for undo', value: text`${reason}` }];

function restoredBy({ operation, outcome }: Undoing, catalogue: Catalogue): readonly ReplyField[] {
  if (outcome === null) return [];
  return catalogue.byOperation(operation)?.command.summarize(outcome).fields ?? [];
}
