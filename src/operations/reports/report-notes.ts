import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { type ListedReport, listReports, noSuchReport } from '../../akkoma/reports/index.ts';
import { naive } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { columns } from '../../database/rights/writes.ts';
import { Conflict, NotFound, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { command, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { chosenReports } from './chosen-reports.ts';
import { targetOf } from './report-plan.ts';

/** Adds a note to a report, in the name of the account that the requester is linked to (behaviour.md 25.4). */
export const noteReport = defineOperation({
  name: 'report.note',
  isOnQueueCards: true,
  reverse: 'report.delete_note',
  tier: 'routine',
  writes: { report_notes: { insert: columns('user_id activity_id content inserted_at updated_at') } },
  reads: ['activities'],
  undo: 'recorded',

  async plan(context, { report: typed }: { readonly report: string; readonly text: string }) {
    const reports = await chosenReports(context, { report: typed });
    const [report, ...others] = reports;
    if (report === undefined || others.length > 0) throw noSuchReport(typed);
    const author = await authorOf(context.em, context.requester.id);
    if (author === null) {
      throw new Conflict(
        text`You are not linked to an account of the instance that is staff, and a note needs an author. Ask an admin to use ${command('staff link')}.`,
      );
    }
    return { ...planOn(report), facts: { ...planOn(report).facts, person: author } };
  },

  async apply({ em, journal, now }, { text: content }, { target, facts }) {
    await lockRows(em, {
      table: 'activities',
      ids: sql`select ${uuidFromFlakeId(facts.report)}::uuid`,
    });
    const added = await journal.insert(
      'report_notes',
      ['user_id', 'activity_id', 'content', 'inserted_at', 'updated_at'],
      sql`
        select ${uuidFromFlakeId(facts.person)}::uuid, flag.id, ${content}::text, ${naive(now)}, ${naive(now)}
        from activities flag
        where flag.id = ${uuidFromFlakeId(facts.report)}::uuid and flag.data ->> 'type' = 'Flag'`,
    );
    if (added === 0) throw new Stale(changedMeanwhile(text`The report about ${target}`));
    const { rows } = await sql<{ id: number }>`
      select id::float8 as id from (${journal.inserted('report_notes', { id: 'bigint' })}) note`.execute(
      em.getKysely(),
    );
    return { nickname: target, report: facts.report, note: rows[0]?.id ?? 0 };
  },
});

/** Deletes a note, of whomever it is, as the Admin API lets all staff do (behaviour.md 25.4). */
export const deleteReportNote = defineOperation({
  name: 'report.delete_note',
  isOnQueueCards: true,
  reverse: 'report.note',
  tier: 'routine',
  writes: { report_notes: { delete: true } },
  reads: ['activities'],
  undo: 'recorded',

  async plan({ em, instance }, { note }: { readonly note: number }) {
    const { rows } = await sql<{ report: string }>`
      select steward.flake_text(activity_id) as report from report_notes where id = ${note}::bigint`.execute(
      em.getKysely(),
    );
    const id = rows[0]?.report;
    const [report] = id === undefined ? [] : await listReports(em, instance, { ids: [id] }, {}, 1);
    if (report === undefined) {
      throw new NotFound(
        text`No note ${note}. ${command('report show')} shows the notes of a report with their numbers.`,
      );
    }
    return { ...planOn(report), facts: { ...planOn(report).facts, note } };
  },

  async apply({ em, journal }, _args, { target, facts }) {
    await lockRows(em, { table: 'report_notes', ids: sql`select ${facts.note}::bigint` });
    const deleted = await journal.delete('report_notes', sql`select ${facts.note}::bigint`);
    if (deleted === 0) throw new Stale(changedMeanwhile(text`The note`));
    return { nickname: target, report: facts.report, note: facts.note };
  },
});

const planOn = (report: ListedReport) => {
  const { target, account } = targetOf([report]);
  return {
    target,
    counts: {},
    samples: [],
    warnings: [],
    // A note may be added to a report in any state.
    facts: { ...account, report: report.id },
  };
};

/** The FlakeId of the account of the instance that a person is linked to, if it is active staff; null for none. */
async function authorOf(em: Em, person: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select steward.flake_text(account.id) as id
    from steward.staff_links link join users account on account.id = link.user_id
    where link.discord_id = ${person} and account.local and account.is_active
      and (account.is_admin or account.is_moderator)`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}
