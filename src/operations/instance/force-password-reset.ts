import type { User } from '../../../entities/akkoma/index.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { command, type Text, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

/**
 * Keeps the owner of an account out until they have set a new password (behaviour.md 22.1). The Admin API leaves this
 * to a job of Akkoma's server; by decision the row changes at once, so that it can be undone.
 */
export const forcePasswordReset = defineOperation({
  name: 'user.force_password_reset',
  tier: 'sensitive',
  raisedBy: ['staff'],
  writes: { users: { update: columns('password_reset_pending updated_at') } },
  undo: 'recorded',

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    if (user.passwordResetPending) {
      throw new NothingToDo(text`${target} already has to set a new password.`);
    }
    return {
      target,
      counts: {},
      samples: [],
      ...staffPrecaution(user),
      warnings: warningsFor(user, target),
      facts: { id: user.id },
    };
  },

  async apply({ em }, _args, { target, facts }) {
    const user = await lockUser(em, facts.id);
    if (user.passwordResetPending) throw new Stale(changedMeanwhile(text`${target}`));
    user.passwordResetPending = true;
    return { nickname: target };
  },
});

const warningsFor = ({ email, isActive }: User, target: string): Text[] => [
  ...(email == null || email === ''
    ? [
        text`${target} has no e-mail address, so its owner cannot ask Akkoma for a link. Create one with ${command('user reset_password')}.`,
      ]
    : []),
  ...(isActive ? [] : [text`${target} is deactivated. It cannot be used until it is activated, too.`]),
];
