import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { TextArray } from '../types/text-array.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const AppSchema = defineEntity({
  name: 'App',
  tableName: 'apps',
  properties: {
    id: p.bigint('number').primary(),
    clientName: p.string(),
    redirectUris: p.string(),
    scopes: p
      .type(TextArray)
      .$type<string[]>()
      .columnType('varchar(255)[]')
      .defaultRaw('ARRAY[]::character varying[]'),
    website: p.string().nullable(),
    clientId: p.string().nullable(),
    clientSecret: p.string().nullable().hidden(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    trusted: p.boolean().defaultRaw('false').nullable(),
    userId: p.type(FlakeId).$type<string>().nullable(),
  },
});

/**
 * An OAuth client (tables.md apps).
 */
export class App extends AppSchema.class {}
AppSchema.setClass(App);
