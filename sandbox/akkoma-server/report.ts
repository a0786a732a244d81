import { randomUUID } from 'node:crypto';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { escaped } from '../../src/akkoma/mail/html.ts';
import { type AccountRow, accountNamed, staffOf } from './account-rows.ts';
import type { Data } from './activity-data.ts';
import { enqueueMail } from './mail.ts';
import { microsecond, type Records, second } from './records.ts';

/** A report that somebody makes. */
export interface Report {
  /** The nickname of the reporter: a user of the instance, or of another server, which then sends the report. */
  readonly by: string;
  /** The nickname of the account. */
  readonly about: string;
  readonly comment: string;
  /** The ids of posts or of their Create activities. */
  readonly posts: readonly string[];
}

/** A post in the list of a report, or what Akkoma writes for an address that it does not know. */
interface Reported {
  readonly id: string;
  readonly entry: Data;
  readonly actor: string | undefined;
}

/**
 * Writes what Akkoma writes for a report: a Flag activity, notifications and mails for staff, and jobs. Call it in a
 * transaction. No staff member may have blocked or muted the reporter: Akkoma would leave out notifications.
 *
 * @param at the time of the report, by default the present one. The jobs are of the present time.
 */
export async function fileReport(records: Records, report: Report, at?: Date): Promise<void> {
  const { settings, insertActivity, index, enqueue, publish } = records;
  const reporter = await accountNamed(records, report.by);
  const account = await accountNamed(records, report.about);
  const found = await reportedPosts(records, report.posts);
  const posts = reporter.local ? found.filter(({ actor }) => actor === account.ap_id) : found;
  const comment = reporter.local ? escaped(report.comment).replaceAll('\n', '<br>') : report.comment;
  const cc = reporter.local ? [] : [account.ap_id];
  const { flake } = await insertActivity(
    {
      type: 'Flag',
      actor: reporter.ap_id,
      state: 'open',
      to: [],
      cc,
      context: `${settings.baseUrl}/contexts/${randomUUID()}`,
      published: microsecond(at),
      content: comment,
      object: [account.ap_id, ...posts.map(({ entry }) => entry)],
    },
    cc,
    { at },
  );
  const staff = await staffOf(records);
  const notifications: number[] = [];
  for (const member of staff.filter(({ id }) => id !== reporter.id)) {
    notifications.push(await notify(records, member, { flake, at }));
  }
  await index({ op: 'add_to_index', activity: flake });
  for (const notification of notifications) {
    await enqueue('WebPusherWorker', 'web_push', 1, 0, { op: 'web_push', notification_id: notification });
  }
  await publish(flake, 0, JSON.stringify([account.ap_id, ...posts.map(({ id }) => id)]));
  const mail = {
    subject: `${settings.instanceName} Report`,
    html: `<p>${escaped(reporter.nickname)} reported ${escaped(account.nickname)}:</p><p>${comment}</p>`,
  };
  for (const { name, email } of staff) {
    if (email !== null) await enqueueMail(records, { ...mail, to: { name, email } });
  }
}

/** Reads posts as Akkoma puts them into a report: with a picture of the author at this moment. */
async function reportedPosts({ all, settings }: Records, addresses: readonly string[]): Promise<Reported[]> {
  const rows = await all(
    `select wanted.address, a.data ->> 'id' as id, a.actor, u.id as author,
       jsonb_build_object('type', 'Note', 'id', a.data ->> 'id', 'content', o.data -> 'content',
         'published', o.data -> 'published', 'actor', jsonb_build_object(
           'nickname', u.nickname, 'display_name', coalesce(u.name, u.nickname),
           'url', coalesce(u.uri, u.ap_id), 'avatar', coalesce(u.avatar #>> '{url,0,href}', $2 || '/images/avi.png'),
           'local', u.local, 'roles', jsonb_build_object('admin', u.is_admin, 'moderator', u.is_moderator),
           'tags', u.tags, 'is_active', u.is_active, 'is_confirmed', u.is_confirmed, 'is_approved', u.is_approved,
           'is_suggested', u.is_suggested, 'actor_type', u.actor_type, 'email', u.email,
           'registration_reason', u.registration_reason,
           'created_at', to_char(u.inserted_at, 'YYYY-MM-DD"T"HH24:MI:SS".000Z"'))) as entry
     from unnest($1::text[]) with ordinality as wanted (address, place)
     left join activities a on a.data ->> 'type' = 'Create' and wanted.address in (a.data ->> 'id', a.data ->> 'object')
     left join objects o on o.data ->> 'id' = a.data ->> 'object'
     left join users u on u.ap_id = a.actor
     order by wanted.place`,
    [addresses, settings.baseUrl],
  );
  return rows.map(({ address, id, actor, author, entry }) =>
    id === null
      ? { id: address, entry: { id: address, deleted: true }, actor: undefined }
      : { id, entry: { ...entry, actor: { ...entry.actor, id: flakeIdFromUuid(author) } }, actor },
  );
}

/** Writes a staff member's notification of a report, and the row that says how far they have read. */
async function notify(
  { one, all }: Records,
  { id }: AccountRow,
  { flake, at }: { readonly flake: string; readonly at: Date | undefined },
): Promise<number> {
  const made = await one(
    `insert into notifications (user_id, activity_id, type, seen, inserted_at, updated_at)
     values ($1, $2, 'pleroma:report', false, $3, $3) returning id`,
    [id, uuidFromFlakeId(flake), second(at)],
  );
  await all(
    `insert into markers (user_id, timeline, last_read_id, lock_version, inserted_at, updated_at)
     values ($1, 'notifications',
       coalesce((select max(id)::text from notifications where user_id = $1 and seen), ''), 0, $2, $2)
     on conflict (user_id, timeline) do update set last_read_id = excluded.last_read_id`,
    [id, second(at)],
  );
  return Number(made?.id);
}
