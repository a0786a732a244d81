import type { Json } from '../reply.ts';
import { changeEmail } from './change-email.ts';
import { confirm } from './confirm.ts';
import { confirmAll, unconfirmAll } from './confirm-all.ts';
import { deleteActivities } from './delete-activities.ts';
import { fixFollowState } from './fix-follow-state.ts';
import { invite } from './invite.ts';
import { newUser } from './new-user.ts';
import type { Operation } from './operation.ts';
import { resetMfa } from './reset-mfa.ts';
import { resetPassword } from './reset-password.ts';
import { revokeInvite } from './revoke-invite.ts';
import { rm } from './rm.ts';
import { set } from './set.ts';
import { activate, deactivate } from './set-activation.ts';
import { activateAllFromInstance, deactivateAllFromInstance } from './set-activation-of-instance.ts';
import { signOut } from './sign-out.ts';
import { tag, untag } from './tags.ts';

/** Any operation; whoever has its arguments and its outcome from an action's row hands them over as they were kept. */
export type AnyOperation = Operation<never, Json>;

const operations: readonly AnyOperation[] = [
  activate,
  activateAllFromInstance,
  changeEmail,
  confirm,
  confirmAll,
  deactivate,
  deactivateAllFromInstance,
  deleteActivities,
  fixFollowState,
  invite,
  newUser,
  resetMfa,
  resetPassword,
  revokeInvite,
  rm,
  set,
  signOut,
  tag,
  unconfirmAll,
  untag,
];

const byName = new Map(operations.map((operation) => [operation.name, operation]));

/** The operation behind an action; undefined where there is none of that name (any more). */
export const operationNamed = (name: string): AnyOperation | undefined => byName.get(name);
