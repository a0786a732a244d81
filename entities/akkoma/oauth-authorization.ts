import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { Microseconds } from '../types/microseconds.ts';
import { TextArray } from '../types/text-array.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const OauthAuthorizationSchema = defineEntity({
  name: 'OauthAuthorization',
  tableName: 'oauth_authorizations',
  properties: {
    id: p.bigint('number').primary(),
    appId: p.bigint('number'),
    userId: p.type(FlakeId).$type<string>().nullable(),
    token: p.string().hidden(),
    validUntil: p.type(Microseconds).$type<string>().nullable(),
    used: p.boolean().defaultRaw('false'),
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
 * A login that an app may exchange for a token (tables.md oauth_authorizations).
 */
export class OauthAuthorization extends OauthAuthorizationSchema.class {}
OauthAuthorizationSchema.setClass(OauthAuthorization);
