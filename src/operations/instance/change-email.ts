import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { emailFault, isEmailTaken } from '../../akkoma/registration/email.ts';
import { columns } from '../../database/rights/writes.ts';
import { Conflict, invalid, NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

/**
 * Gives an account another e-mail address, or none, by the rules of a registration. Whether it is confirmed does not
 * change (behaviour.md 14). Akkoma's own command reports success but writes nothing.
 */
export const changeEmail = defineOperation({
  name: 'user.change_email',
  tier: 'sensitive',
  raisedBy: ['staff'],
  writes: { users: { update: columns('email updated_at') } },
  undo: 'recorded',
  reveals: true,
  secretArgs: ['email'],

  async plan({ em, instance }, { nickname, email }: { nickname: string; email: string }) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    if ((user.email ?? '') === email) {
      throw new NothingToDo(
        email === ''
          ? text`${target} has no e-mail address.`
          : text`${target} already has this e-mail address.`,
      );
    }
    const fault = emailFault(email, instance.settings);
    if (fault !== null) throw invalid([{ option: 'email', fault: text`${[fault]}` }]);
    if (email !== '' && (await isEmailTaken(em, email, user))) {
      throw new Conflict(text`Another account has this e-mail address. Use another address.`);
    }
    return { target, counts: {}, samples: [], ...staffPrecaution(user), facts: { id: user.id } };
  },

  async apply({ em, reveal }, { email }, { target, facts }) {
    const user = await lockUser(em, facts.id);
    if ((user.email ?? '') === email) {
      throw new Stale(changedMeanwhile(text`${target}`));
    }
    user.email = email === '' ? null : email;
    if (email !== '') reveal('email', email);
    return { nickname: target, removed: email === '' };
  },
});
