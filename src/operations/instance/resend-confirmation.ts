import type { User } from '../../../entities/akkoma/index.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { sendConfirmation } from '../../akkoma/registration/after-registration.ts';
import { Conflict, NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { command, type Text, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { writes } from '../writes.ts';
import { lockUser } from './lock-user.ts';

/**
 * Sends the owner of an account the mail again by which they confirm its address (behaviour.md 22.3). The link is that
 * of the first mail.
 */
export const resendConfirmation = defineOperation({
  name: 'user.resend_confirmation',
  tier: 'routine',
  raisedBy: ['staff'],
  writes: { oban_jobs: writes.inserts.oban_jobs },
  logsAs: 'resend_confirmation_email',
  undo: { impossible: text`A sent mail stays sent. The link in it is the same as in the first mail.` },

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    if (user.isConfirmed) throw new NothingToDo(text`${target} is already confirmed.`);
    const why = whyNot(user, target);
    if (why !== null) throw new Conflict(why);
    return { target, counts: {}, samples: [], ...staffPrecaution(user), facts: { id: user.id } };
  },

  async apply(context, _args, { target, facts }) {
    const user = await lockUser(context.em, facts.id);
    if (user.isConfirmed || whyNot(user, target) !== null) {
      throw new Stale(changedMeanwhile(text`${target}`));
    }
    await sendConfirmation(context, user);
    return { nickname: target };
  },
});

/** Why the mail would be of no use; null where it is. The Admin API sends it to deactivated accounts too. */
function whyNot({ isActive, email, confirmationToken }: User, target: string): Text | null {
  if (!isActive) {
    return text`${target} is deactivated: confirming the address would not let its owner log in. Activate it first, with ${command('user activate')}.`;
  }
  const instead = text`Confirm it with ${command('user confirm')}.`;
  if (email == null || email === '') return text`${target} has no e-mail address. ${instead}`;
  return confirmationToken == null ? text`${target} has no confirmation link. ${instead}` : null;
}
