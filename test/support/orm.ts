import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { onTestFinished } from 'vitest';
import { akkomaEntities } from '../../entities/akkoma/index.ts';
import { mapColumns } from '../../src/database/columns-there.ts';
import { featuresAt, ownersAddress } from './database.ts';

/** An ORM with Akkoma's entities and its owner's rights, for the calling test, and every statement that it has sent. */
export function akkomaOrm(url: string, options: Partial<Options> = {}): { orm: MikroORM; sent: string[] } {
  const sent: string[] = [];
  const orm = new MikroORM({
    clientUrl: ownersAddress(url),
    entities: akkomaEntities,
    ensureDatabase: false,
    onQuery: (sql) => {
      sent.push(sql);
      return sql;
    },
    ...options,
  });
  mapColumns(orm, featuresAt(url).columns);
  onTestFinished(() => orm.close(true));
  return { orm, sent };
}
