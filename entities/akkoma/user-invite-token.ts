import { defineEntity, p } from '@mikro-orm/core';
import { insertedAt, updatedAt } from './timestamps.ts';

export type InviteType = 'one_time' | 'reusable' | 'date_limited' | 'reusable_date_limited';

export const UserInviteTokenSchema = defineEntity({
  name: 'UserInviteToken',
  tableName: 'user_invite_tokens',
  properties: {
    id: p.bigint('number').primary(),
    token: p.string().nullable().hidden(),
    used: p.boolean().defaultRaw('false'),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    expiresAt: p.date().nullable(),
    uses: p.integer().defaultRaw('0'),
    maxUse: p.integer().nullable(),
    inviteType: p.string().$type<InviteType>().defaultRaw("'one_time'::character varying"),
  },
});

/**
 * An invite. No constraint makes its token unique, only its 256 random bits do (tables.md user_invite_tokens).
 */
export class UserInviteToken extends UserInviteTokenSchema.class {}
UserInviteTokenSchema.setClass(UserInviteToken);
