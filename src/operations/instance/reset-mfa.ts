import type { User } from '../../../entities/akkoma/index.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { columns } from '../../database/rights/writes.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

/**
 * Turns an account's second factor off; its backup codes are kept (behaviour.md 5.2). Settings that are SQL NULL, on
 * which Akkoma's command line crashes, count as empty ones.
 */
export const resetMfa = defineOperation({
  name: 'user.reset_mfa',
  tier: 'sensitive',
  writes: { users: { update: columns('multi_factor_authentication_settings updated_at') } },
  undo: {
    impossible: text`The old two-factor authentication cannot be restored. The owner can set it up again.`,
  },

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findLocalUser(em, instance, nickname);
    return {
      target: user.nickname ?? nickname,
      counts: {},
      samples: [],
      ...staffPrecaution(user),
      facts: { id: user.id, enabled: isEnabled(user) },
    };
  },

  async apply({ em, now }, _args, { target, facts }) {
    const user = await lockUser(em, facts.id);
    const wasEnabled = isEnabled(user);
    user.multiFactorAuthenticationSettings = {
      enabled: false,
      backup_codes: user.multiFactorAuthenticationSettings?.backup_codes ?? [],
      totp: { secret: null, delivery_type: 'app', confirmed: false },
    };
    // Akkoma writes the row even where its settings do not change.
    user.updatedAt = now;
    return { nickname: target, was_enabled: wasEnabled };
  },
});

const isEnabled = ({ multiFactorAuthenticationSettings: settings }: User): boolean =>
  settings?.enabled === true || settings?.totp?.confirmed === true;
