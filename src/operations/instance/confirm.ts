import { randomToken } from '../../akkoma/ids/tokens.ts';
import { findTarget } from '../../akkoma/lookup/find-target.ts';
import { afterRegistration, refuseToWelcome } from '../../akkoma/registration/after-registration.ts';
import { Refused, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { holdLastAdmin, refuseToLoseLastAdmin, staffPrecaution } from '../staff.ts';
import { writes } from '../writes.ts';
import { lockUser } from './lock-user.ts';

/**
 * Toggles the confirmation of a local account's e-mail address, as Akkoma's manual says (behaviour.md 10.1). Confirming
 * does what the server does after a registration; unconfirming gives a new token, as `set` does.
 */
export const confirm = defineOperation({
  name: 'user.confirm',
  tier: 'routine',
  raisedBy: ['staff'],
  writes: writes.arriving,
  reads: ['user_relationships'],
  undo: 'recorded',

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findTarget(em, instance, nickname);
    const target = user.nickname ?? user.apId;
    if (!user.local) {
      throw new Refused(
        text`${target} is a remote account and cannot be confirmed here. Ask the staff of its instance.`,
      );
    }
    const plan = {
      target,
      counts: {},
      samples: [],
      facts: { id: user.id, confirmed: !user.isConfirmed },
    };
    const precaution = staffPrecaution(user);
    if (!user.isConfirmed) {
      refuseToWelcome(instance.settings, { confirmed: true, approved: user.isApproved });
      return { ...plan, ...precaution };
    }
    await refuseToLoseLastAdmin(em, user);
    const lockedOut = text`${target} cannot log in until confirmed again.`;
    // A toggle that takes the login away may be a mistake.
    const already = text`${target} is already confirmed. This command unconfirms it.`;
    return {
      ...plan,
      ...precaution,
      before: [...(precaution.before ?? []), already],
      warnings: [lockedOut],
      asks: true,
    };
  },

  async apply(context, _args, { target, facts }) {
    const user = await lockUser(context.em, facts.id);
    if (user.isConfirmed === facts.confirmed) {
      throw new Stale(changedMeanwhile(text`${target}`));
    }
    if (user.isConfirmed) await holdLastAdmin(context.em, user);
    user.isConfirmed = !user.isConfirmed;
    user.confirmationToken = user.isConfirmed ? null : randomToken();
    const done = user.isConfirmed ? await afterRegistration(context, user) : { mails: 0, follows: 0 };
    return { nickname: target, confirmed: user.isConfirmed, approved: user.isApproved, ...done };
  },
});
