import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt } from './timestamps.ts';

/** 1 block, 2 mute, 3 reblog mute, 4 notification mute, 5 inverse subscription, 6 suggestion dismissed. */
export type RelationshipType = 1 | 2 | 3 | 4 | 5 | 6;

export const UserRelationshipSchema = defineEntity({
  name: 'UserRelationship',
  tableName: 'user_relationships',
  properties: {
    id: p.bigint('number').primary(),
    sourceId: p.type(FlakeId).$type<string>().nullable(),
    targetId: p.type(FlakeId).$type<string>().nullable(),
    relationshipType: p.integer().$type<RelationshipType>(),
    insertedAt: insertedAt(),
  },
});

/**
 * Blocks, mutes and the like (tables.md user_relationships).
 */
export class UserRelationship extends UserRelationshipSchema.class {}
UserRelationshipSchema.setClass(UserRelationship);
