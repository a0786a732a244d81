import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { Microseconds } from '../types/microseconds.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const MfaTokenSchema = defineEntity({
  name: 'MfaToken',
  tableName: 'mfa_tokens',
  properties: {
    id: p.bigint('number').primary(),
    userId: p.type(FlakeId).$type<string>().nullable(),
    authorizationId: p.bigint('number').nullable(),
    token: p.string().nullable().hidden(),
    validUntil: p.type(Microseconds).$type<string>().nullable(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * A login that waits for its second factor (tables.md mfa_tokens).
 */
export class MfaToken extends MfaTokenSchema.class {}
MfaTokenSchema.setClass(MfaToken);
