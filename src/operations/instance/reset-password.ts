import { openPasswordReset } from '../../akkoma/accounts/password-reset.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { columns } from '../../database/rights/writes.ts';
import { text } from '../../text/text.ts';
import { notifying } from '../notify/notifying.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';

/** Makes a link to set a new password, and reveals it to the caller alone (behaviour.md 5.1). */
export const resetPassword = notifying(
  defineOperation({
    name: 'user.reset_password',
    tier: 'sensitive',
    raisedBy: ['staff'],
    writes: { password_reset_tokens: { insert: columns('token user_id inserted_at updated_at') } },
    undo: {
      impossible: text`The reset link stays valid for a day. Anyone who has it can set a new password.`,
    },
    reveals: true,

    async plan({ em, instance }, { nickname }: { nickname: string; notify?: string | undefined }) {
      const user = await findLocalUser(em, instance, nickname);
      return {
        target: user.nickname ?? nickname,
        counts: {},
        samples: [],
        ...staffPrecaution(user),
        facts: { id: user.id },
      };
    },

    async apply({ em, instance, reveal }, _args, { target, facts }) {
      reveal('link', openPasswordReset(em, instance, { id: facts.id }));
      return { nickname: target };
    },
  }),
);
