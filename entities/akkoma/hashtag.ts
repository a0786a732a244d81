import { defineEntity, p } from '@mikro-orm/core';
import { insertedAt, updatedAt } from './timestamps.ts';

export const HashtagSchema = defineEntity({
  name: 'Hashtag',
  tableName: 'hashtags',
  properties: {
    id: p.bigint('number').primary(),
    name: p.text(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * A hashtag, in lower case. It cannot be deleted while an account follows it or an object uses it (tables.md hashtags).
 */
export class Hashtag extends HashtagSchema.class {}
HashtagSchema.setClass(Hashtag);
