import { changeEmail } from './change-email.ts';
import { confirm } from './confirm.ts';
import { confirmAll, unconfirmAll } from './confirm-all.ts';
import { invite } from './invite.ts';
import type { Undoing } from './operation.ts';
import { revokeInvite } from './revoke-invite.ts';
import { set } from './set.ts';
import { activate, deactivate } from './set-activation.ts';
import { activateAllFromInstance, deactivateAllFromInstance } from './set-activation-of-instance.ts';
import { tag, untag } from './tags.ts';

/** The names of the operations that can be taken back from what they recorded. */
export const undoable: readonly string[] = [
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
  .filter(({ undo }: { readonly undo: Undoing }) => undo === 'recorded')
  .map(({ name }) => name);
