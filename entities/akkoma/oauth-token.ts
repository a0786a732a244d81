import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { Microseconds } from '../types/microseconds.ts';
import { TextArray } from '../types/text-array.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const OauthTokenSchema = defineEntity({
  name: 'OauthToken',
  tableName: 'oauth_tokens',
  properties: {
    id: p.bigint('number').primary(),
    appId: p.bigint('number'),
    userId: p.type(FlakeId).$type<string>().nullable(),
    token: p.string().nullable().hidden(),
    refreshToken: p.string().nullable().hidden(),
    validUntil: p.type(Microseconds).$type<string>().nullable(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    scopes: p
      .type(TextArray)
      .$type<string[]>()
      .columnType('varchar(255)[]')
      .defaultRaw('ARRAY[]::character varying[]'),
  },
});

/**
 * A session of an app. Deleting it also deletes its push subscriptions (tables.md oauth_tokens).
 */
export class OauthToken extends OauthTokenSchema.class {}
OauthTokenSchema.setClass(OauthToken);
