import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

/** 1 pending, 2 accepted, 3 rejected. A reject deletes the row, so 3 does not occur today. */
export type FollowState = 1 | 2 | 3;

export const FollowingRelationshipSchema = defineEntity({
  name: 'FollowingRelationship',
  tableName: 'following_relationships',
  properties: {
    id: p.bigint('number').primary(),
    followerId: p.type(FlakeId).$type<string>(),
    followingId: p.type(FlakeId).$type<string>(),
    state: p.integer().$type<FollowState>(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * Who follows whom. The database does not maintain the counts in `users` (tables.md following_relationships).
 */
export class FollowingRelationship extends FollowingRelationshipSchema.class {}
FollowingRelationshipSchema.setClass(FollowingRelationship);
