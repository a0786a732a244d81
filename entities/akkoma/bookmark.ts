import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const BookmarkSchema = defineEntity({
  name: 'Bookmark',
  tableName: 'bookmarks',
  properties: {
    id: p.bigint('number').primary(),
    userId: p.type(FlakeId).$type<string>(),
    activityId: p.type(FlakeId).$type<string>(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * A bookmarked activity (tables.md bookmarks).
 */
export class Bookmark extends BookmarkSchema.class {}
BookmarkSchema.setClass(Bookmark);
