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
 * A hashtag, in lower case. One that is followed or used cannot be deleted (tables.md hashtags).
 */
export class Hashtag extends HashtagSchema.class {}
HashtagSchema.setClass(Hashtag);
