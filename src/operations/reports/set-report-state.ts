import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { dataInState, hasTexts, type ListedReport, type ReportState } from '../../akkoma/reports/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { type Text, text } from '../../text/text.ts';
import { defineOperation, type Operation, type ReadContext } from '../operation.ts';
import { chosenReports, markOfReports, type ReportsArgs } from './chosen-reports.ts';
import { inReportState, type ReportFacts, targetOf } from './report-plan.ts';

/** What became of reports: which account or accounts they are about, how many they are, and the id of a single one. */
export type ReportsOutcome = { nickname: string; reports: number; report: string | null };

/** Resolves reports: something was done about them (behaviour.md 25.3). */
export const resolveReports = setReportState({
  names: { name: 'report.resolve', reverse: 'report.reopen' },
  state: 'resolved',
});

/** Dismisses reports, which Akkoma calls closing them: nothing has to be done about them (behaviour.md 25.3). */
export const dismissReports = setReportState({
  names: { name: 'report.dismiss', reverse: 'report.reopen' },
  state: 'closed',
});

/** Opens reports again (behaviour.md 25.3). */
export const reopenReports = setReportState({
  names: { name: 'report.reopen', reverse: 'report.resolve' },
  state: 'open',
});

function setReportState({
  names,
  state,
}: {
  readonly names: { readonly name: string; readonly reverse: string };
  readonly state: ReportState;
}): Operation<ReportsArgs, ReportsOutcome, ReportFacts> {
  const inWords = inReportState(state);

  /** The reports that somebody means, apart from those that have the state already. */
  async function select(context: ReadContext, args: ReportsArgs) {
    const chosen = await chosenReports(context, args);
    const changing = chosen.filter((report) => report.state !== state);
    return {
      changing,
      unchanged: chosen.length - changing.length,
      ...targetOf(changing.length > 0 ? changing : chosen),
    };
  }

  return defineOperation({
    ...names,
    isOnQueueCards: true,
    tier: 'routine',
    raisedBy: ['many_reports'],
    writes: { activities: { update: columns('data updated_at') } },
    reads: ['report_notes'],
    undo: 'recorded',

    async plan(context, args: ReportsArgs) {
      const { changing, unchanged, target, account } = await select(context, args);
      if (changing.length === 0) {
        throw new NothingToDo(
          unchanged === 1
            ? text`The report about ${target} is already ${[inWords]}.`
            : text`These reports about ${target} are already ${[inWords]}.`,
        );
      }
      return {
        target,
        counts: changing.length === 1 ? {} : { reports: changing.length },
        samples: [],
        size: changing.length,
        sizeOf: 'reports',
        warnings: [
          ...(unchanged === 0 ? [] : [text`Already ${[inWords]}: ${unchanged}.`]),
          ...(state === 'open' ? await lostTexts(context.em, changing) : []),
        ],
        facts: { ...account, reports: markOfReports(changing) },
      };
    },

    async apply(context, args, { facts, target }) {
      const { em, journal, now } = context;
      const { changing } = await select(context, args);
      const meanwhile = () => new Stale(changedMeanwhile(text`A report about ${target}`));
      if (markOfReports(changing) !== facts.reports) throw meanwhile();
      await lockRows(em, { table: 'activities', ids: idsOf(changing) });
      const changed = await journal.update(
        'activities',
        ['data'],
        sql`
          select flag.id, ${dataInState('flag', state)} as data
          from unnest(${sql.val(changing.map(({ id }) => uuidFromFlakeId(id)))}::uuid[],
            ${sql.val(changing.map((report) => report.state))}::text[]) as planned (id, state)
          join activities flag on flag.id = planned.id
          where flag.data ->> 'type' = 'Flag' and coalesce(flag.data ->> 'state', '') = planned.state`,
        now,
      );
      if (changed !== changing.length) throw meanwhile();
      const [only, ...others] = changing;
      return { nickname: target, reports: changed, report: others.length === 0 ? (only?.id ?? null) : null };
    },
  });
}

const idsOf = (reports: readonly ListedReport[]): RawBuilder<unknown> =>
  sql`select unnest(${sql.val(reports.map(({ id }) => uuidFromFlakeId(id)))}::uuid[])`;

/**
 * What staff must know where Akkoma has removed the texts of posts from reports: opening them does not restore these.
 */
async function lostTexts(em: Em, reports: readonly ListedReport[]): Promise<Text[]> {
  const withPosts = reports.filter(({ posts }) => posts > 0);
  const { rows } = await sql<{ lost: boolean }>`
    select exists (
      select from activities flag where flag.id in (${idsOf(withPosts)}) and not ${hasTexts('flag')}) as lost`.execute(
    em.getKysely(),
  );
  return rows[0]?.lost === true
    ? [
        text`Akkoma no longer has the reported text of the posts. To restore it, undo the action that removed it.`,
      ]
    : [];
}
