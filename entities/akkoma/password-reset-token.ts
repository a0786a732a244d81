import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const PasswordResetTokenSchema = defineEntity({
  name: 'PasswordResetToken',
  tableName: 'password_reset_tokens',
  properties: {
    id: p.bigint('number').primary(),
    token: p.string().hidden(),
    userId: p.type(FlakeId).$type<string>(),
    used: p.boolean().defaultRaw('false'),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * A single-use token for setting a new password (tables.md password_reset_tokens).
 */
export class PasswordResetToken extends PasswordResetTokenSchema.class {}
PasswordResetTokenSchema.setClass(PasswordResetToken);
