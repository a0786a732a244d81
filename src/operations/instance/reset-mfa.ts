import type { User } from '../../../entities/akkoma/index.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

/**
 * Turns an account's second factor off; its backup codes are kept (behaviour.md 5.2). Where there is none, Akkoma's
 * command line writes the row, and crashes on settings that are SQL NULL; by decision there is then nothing to do.
 */
export const resetMfa = defineOperation({
  name: 'user.reset_mfa',
  tier: 'sensitive',
  raisedBy: ['staff'],
  writes: { users: { update: columns('multi_factor_authentication_settings updated_at') } },
  undo: {
    impossible: text`The old two-factor authentication cannot be restored. The owner can set it up again.`,
  },

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    if (isOff(user)) throw new NothingToDo(text`Two-factor authentication of ${target} is already off.`);
    return {
      target,
      counts: {},
      samples: [],
      ...staffPrecaution(user),
      facts: { id: user.id },
    };
  },

  async apply({ em, now }, _args, { target, facts }) {
    const user = await lockUser(em, facts.id);
    if (isOff(user)) throw new Stale(changedMeanwhile(text`${target}`));
    const wasEnabled = isEnabled(user);
    user.multiFactorAuthenticationSettings = {
      enabled: false,
      backup_codes: user.multiFactorAuthenticationSettings?.backup_codes ?? [],
      totp: { secret: null, delivery_type: 'app', confirmed: false },
    };
    user.updatedAt = now;
    return { nickname: target, was_enabled: wasEnabled };
  },
});

/** Whether there is no second factor, nor one that waits to be confirmed. */
const isOff = (user: User): boolean =>
  !isEnabled(user) && user.multiFactorAuthenticationSettings?.totp?.secret == null;

const isEnabled = ({ multiFactorAuthenticationSettings: settings }: User): boolean =>
  settings?.enabled === true || settings?.totp?.confirmed === true;
