import { LockMode } from '@mikro-orm/core';
import { UserInviteToken } from '../../../entities/akkoma/index.ts';
import { findInvite } from '../../akkoma/registration/invites.ts';
import { lockRow } from '../../database/locks/lock-timeout.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { capitalized, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';

/** Revokes an invite by marking it as used (behaviour.md 4). */
export const revokeInvite = defineOperation({
  name: 'user.revoke_invite',
  reverse: 'user.invite',
  tier: 'routine',
  writes: { user_invite_tokens: { update: columns('used updated_at') } },
  undo: 'recorded',
  secretArgs: ['token'],

  async plan({ em }, { token }: { token: string }) {
    const found = await findInvite(em, token);
    const target = `invite #${found.id}`;
    if (found.used) {
      throw new NothingToDo(text`${capitalized([target])} is already revoked or used up.`);
    }
    return { target, counts: {}, samples: [], warnings: [], facts: { id: found.id } };
  },

  async apply({ em }, _args, { target, facts }) {
    const found = await lockRow(em, () =>
      em.findOneOrFail(
        UserInviteToken,
        { id: facts.id },
        { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
      ),
    );
    if (found.used) {
      throw new Stale(
        text`${capitalized([target])} was just used or revoked by someone else. Nothing was changed.`,
      );
    }
    found.used = true;
    return { id: found.id, type: found.inviteType };
  },
});
