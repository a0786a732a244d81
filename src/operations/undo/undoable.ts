import { changeEmail } from '../instance/change-email.ts';
import { confirm } from '../instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../instance/confirm-all.ts';
import { invite } from '../instance/invite.ts';
import { revokeInvite } from '../instance/revoke-invite.ts';
import { set } from '../instance/set.ts';
import { activate, deactivate } from '../instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../instance/set-activation-of-instance.ts';
import { tag, untag } from '../instance/tags.ts';
import type { UndoSupport } from '../operation.ts';
import { type ActionTier, graverOf } from '../tier.ts';

interface Undoable {
  readonly name: string;
  readonly tier: ActionTier;
  readonly reverse?: string;
  readonly undo: UndoSupport;
}

const recorded: ReadonlyMap<string, Undoable> = new Map(
  [
    activate,
    activateAllFromInstance,
    changeEmail,
    confirm,
    confirmAll,
    deactivate,
    deactivateAllFromInstance,
    invite,
    revokeInvite,
    set,
    tag,
    unconfirmAll,
    untag,
  ]
    .filter(({ undo }: Undoable) => undo === 'recorded')
    .map((operation: Undoable) => [operation.name, operation]),
);

/** The names of the operations that can be taken back from what they recorded. */
export const undoable: readonly string[] = [...recorded.keys()];

/** What it takes to take operations back, and how dangerous that is: what each takes, and what its reverse would take. */
export function precautionsOf(operations: readonly string[]): { alsoTakes: string[]; tier: ActionTier } {
  const alsoTakes = new Set(operations);
  let tier: ActionTier = 'routine';
  for (const operation of operations) {
    const reverse = recorded.get(recorded.get(operation)?.reverse ?? '');
    if (reverse === undefined) continue;
    alsoTakes.add(reverse.name);
    tier = graverOf(tier, reverse.tier);
  }
  return { alsoTakes: [...alsoTakes], tier };
}
