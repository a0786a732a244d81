import type { CommandGroup } from '../../src/command/index.ts';
import { activate } from './activate.ts';
import { activateAllFromInstance } from './activate-all-from-instance.ts';
import { changeEmail } from './change-email.ts';
import { confirm } from './confirm.ts';
import { confirmAll } from './confirm-all.ts';
import { deactivate } from './deactivate.ts';
import { deactivateAllFromInstance } from './deactivate-all-from-instance.ts';
import { deleteActivities } from './delete-activities.ts';
import { fixFollowState } from './fix-follow-state.ts';
import { invite } from './invite.ts';
import { invites } from './invites.ts';
import { list } from './list.ts';
import { newUser } from './new.ts';
import { resetMfa } from './reset-mfa.ts';
import { resetPassword } from './reset-password.ts';
import { revokeInvite } from './revoke-invite.ts';
import { rm } from './rm.ts';
import { search } from './search.ts';
import { set } from './set.ts';
import { show } from './show.ts';
import { signOut } from './sign-out.ts';
import { tag } from './tag.ts';
import { unconfirmAll } from './unconfirm-all.ts';
import { untag } from './untag.ts';

export const user: CommandGroup = {
  name: 'user',
  description: 'Manage the accounts of the instance',
  commands: [
    list,
    search,
    show,
    newUser,
    confirm,
    confirmAll,
    unconfirmAll,
    activate,
    activateAllFromInstance,
    deactivate,
    deactivateAllFromInstance,
    tag,
    untag,
    set,
    changeEmail,
    resetPassword,
    resetMfa,
    signOut,
    invite,
    invites,
    revokeInvite,
    deleteActivities,
    rm,
    fixFollowState,
  ],
};
