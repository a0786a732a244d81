import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';

export const UserFollowsHashtagSchema = defineEntity({
  name: 'UserFollowsHashtag',
  tableName: 'user_follows_hashtag',
  properties: {
    id: p.bigint('number').primary(),
    hashtagId: p.bigint('number').nullable(),
    userId: p.type(FlakeId).$type<string>().nullable(),
  },
});

/**
 * Who follows which hashtag (tables.md user_follows_hashtag).
 */
export class UserFollowsHashtag extends UserFollowsHashtagSchema.class {}
UserFollowsHashtagSchema.setClass(UserFollowsHashtag);
