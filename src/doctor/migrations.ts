import { sql } from 'kysely';
import { pendingMigrations } from '../database/connection/connection.ts';
import { openJobs, queueNames } from '../jobs/index.ts';
import { migrateCommand } from '../text/program-name.ts';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok } from './check.ts';

const mend = text`Run ${migrateCommand}.`;

export const migrations = defineCheck({
  name: 'Migrations',
  needs: ['database'],
  gives: ['migrated'],
  look: async ({ database }) => {
    const pending = await pendingMigrations(database);
    return pending.length === 0
      ? ok(text`Schema steward is up to date.`, { migrated: true })
      : failed(text`Missing migrations in schema steward: ${pending.join(', ')}.`, mend);
  },
});

export const queues = defineCheck({
  name: 'Queues',
  needs: ['database'],
  look: async ({ database }) => {
    const kysely = database.em.fork().getKysely();
    const { rows: tables } = await sql`
      select 1 where to_regclass('steward_jobs.queue') is not null`.execute(kysely);
    if (tables.length === 0) return failed(text`Schema steward_jobs does not exist.`, mend);
    const { rows } = await sql<{ name: string }>`select name from steward_jobs.queue`.execute(kysely);
    const lacking = queueNames.filter((name) => !rows.some((row) => row.name === name));
    if (lacking.length > 0) return failed(text`Missing queues: ${lacking.join(', ')}.`, mend);
    // This finds out whether the schema is the one that this version of pg-boss works with.
    const jobs = await openJobs(database).catch(() => null);
    if (jobs === null) return failed(text`Schema steward_jobs has another version.`, mend);
    await jobs.close();
    return ok(text`All ${queueNames.length} queues for background jobs exist.`);
  },
});
