import { sql } from 'kysely';
import { AkkomaObject } from '../../../entities/akkoma/index.ts';
import { isFlakeId, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import { htmlToText } from '../../text/html-to-text.ts';
import { code, command, text } from '../../text/text.ts';
import { isLocalOnly } from '../federation/addresses.ts';
import { visibilityOf } from '../federation/visibility.ts';
import type { Instance } from '../instance.ts';
import { contentOf, type PostContent, type Visibility } from '../posts/index.ts';
import { objectOf, reportedIn } from './flags.ts';
import { type ListedReport, listReports } from './list-reports.ts';
import { reportsIn } from './report-address.ts';

/** A post that a report names. */
export interface ReportedPost {
  /** The address that the report has: of the post's activity, or of what its reporter's server named. */
  readonly address: string;
  /** The text that the report holds, as plain text, as it was at that time; null where it holds none. */
  readonly copy: string | null;
  /** What is stored here now; null where the post has been deleted, or was never here. */
  readonly stored: StoredPost | null;
}

export interface StoredPost {
  /** The FlakeId of its activity. */
  readonly id: string;
  /** Whether the activity is a boost of the post. */
  readonly isBoost: boolean;
  readonly visibility: Visibility;
  readonly content: PostContent;
}

/** A note of the staff. */
export interface ReportNote {
  readonly number: number;
  /** The nickname of the author; null where there is none. */
  readonly author: string | null;
  readonly text: string;
  readonly at: Date;
}

export interface Report extends Omit<ListedReport, 'notes'> {
  readonly reported: readonly ReportedPost[];
  readonly notes: readonly ReportNote[];
}

/** For an id that is not that of a report. */
export const noSuchReport = (typed: string): NotFound =>
  new NotFound(text`No report ${code(typed)}. Look for it with ${command('report list')}.`);

/**
 * Reads a report with its posts and notes, without the e-mail address and the reason for registration that Akkoma keeps
 * in it.
 *
 * @throws NotFound
 */
export async function readReport(em: Em, instance: Instance, typed: string): Promise<Report> {
  const [id = ''] = reportsIn(typed);
  const [report] = isFlakeId(id) ? await listReports(em, instance, { ids: [id] }, {}, 1) : [];
  if (report === undefined) throw noSuchReport(typed);
  return { ...report, reported: await postsOf(em, instance, id), notes: await notesOf(em, id) };
}

/**
 * Finds the reports among activities, and the posts that they name and that are stored here: those of the reported
 * account itself, and no boosts.
 *
 * @param ids FlakeIds of activities; anything else is no report.
 * @returns the FlakeIds of the reports, and of the posts, each once, the oldest first.
 */
export async function postsOfReports(
  em: Em,
  ids: readonly string[],
): Promise<{ readonly reports: readonly string[]; readonly posts: readonly string[] }> {
  const { rows } = await sql<{ report: string; post: string | null }>`
    with named as materialized (
      select flag.id as report, ${reportedIn('flag')} as about,
        case jsonb_typeof(element) when 'object' then element ->> 'id' else element #>> '{}' end as address
      from activities flag cross join lateral jsonb_array_elements(${objectOf('flag')}) as of_report (element)
      where flag.id = any(${sql.val(ids.filter(isFlakeId).map(uuidFromFlakeId))}::uuid[]) and flag.data ->> 'type' = 'Flag'
    )
    select steward.flake_text(named.report) as report, case when post.id is not null then steward.flake_text(post.id) end as post
    from named left join activities post
      on post.data ->> 'id' = named.address and post.data ->> 'type' = 'Create' and post.actor = named.about
    order by post.id`.execute(em.getKysely());
  return {
    reports: [...new Set(rows.map(({ report }) => report))],
    posts: [...new Set(rows.flatMap(({ post }) => post ?? []))],
  };
}

interface Found {
  readonly address: string;
  readonly copy: string | null;
  readonly id: string | null;
  readonly type: string | null;
  readonly visibility: Visibility;
  /** The number of the object; null where it is not stored, or deleted. */
  readonly object: number | null;
}

async function postsOf(em: Em, instance: Instance, report: string): Promise<ReportedPost[]> {
  const { rows } = await sql<Found>`
    select coalesce(named.address, '') as address, named.copy, steward.flake_text(post.id) as id, post.data ->> 'type' as type,
      case when ${isLocalOnly(instance, sql`post.data`)} then 'local' else ${visibilityOf('post')} end as visibility,
      stored.id::float8 as object
    from activities flag
    cross join lateral (
      select place,
        case jsonb_typeof(element) when 'object' then element ->> 'id' else element #>> '{}' end as address,
        case jsonb_typeof(element) when 'object' then element ->> 'content' end as copy
      from jsonb_array_elements(case jsonb_typeof(flag.data -> 'object') when 'array' then flag.data -> 'object' else '[]' end)
        with ordinality as of_report (element, place)
      where place > 1
    ) named
    left join activities post on post.data ->> 'id' = named.address
    left join objects stored
      on stored.data ->> 'id' = coalesce(post.data -> 'object' ->> 'id', post.data ->> 'object')
      and stored.data ->> 'type' <> 'Tombstone'
    where flag.id = ${uuidFromFlakeId(report)}::uuid
    order by named.place`.execute(em.getKysely());
  const objects = await em.find(AkkomaObject, { id: rows.flatMap(({ object }) => object ?? []) });
  return rows.map(({ address, copy, id, type, visibility, object }) => {
    const content = contentOf({ object: objects.find((each) => each.id === object) ?? null });
    return {
      address,
      copy: copy === null ? null : htmlToText(copy),
      stored:
        id === null || content === null ? null : { id, isBoost: type === 'Announce', visibility, content },
    };
  });
}

async function notesOf(em: Em, report: string): Promise<ReportNote[]> {
  const { rows } = await sql<ReportNote>`
    select note.id::float8 as number, author.nickname::text as author, coalesce(note.content, '') as text,
      note.inserted_at at time zone 'UTC' as at
    from report_notes note left join users author on author.id = note.user_id
    where note.activity_id = ${uuidFromFlakeId(report)}::uuid order by note.id`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
