import type { QueryResultRow } from 'pg';
import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import { isSince } from '../database/releases.ts';
import {
  addressesOf,
  canonical,
  type Data,
  everybody,
  isAddressed,
  normalise,
  without,
} from './activity-data.ts';
import { type Made, type Records, second } from './records.ts';

const deletable = ['Answer', 'Article', 'Audio', 'Event', 'Note', 'Page', 'Question', 'Tombstone', 'Video'];

const pageSize = 50;

interface Manner {
  /**
   * Whether posts are deleted as Steward does it: emoji reactions are undone too, followed hashtags stay, and Creates
   * with an embedded object are skipped (docs/akkoma/README.md, "Where Steward differs").
   */
  readonly decided: boolean;
  /** Runs the work of one item, for example in a transaction. */
  each(work: () => Promise<void>): Promise<void>;
}

/**
 * Deletes the posts of an account and undoes its likes and boosts, one item and one statement at a time, as
 * behaviour.md 11.1 and 11.2 describe it. It is slow, and it shares no code with Steward's set-based version, because
 * tests compare the two.
 */
export async function deletePosts(records: Records, user: QueryResultRow, manner: Manner): Promise<void> {
  const { settings, all, one, enqueue, index, objectAt, setObject, deleteActivity, publish, isFederated } =
    records;

  const insertActivity = (data: Data): Promise<Made> =>
    records.insertActivity({ ...data, actor: user.ap_id, bto: [], bcc: [] }, [
      ...addressesOf(data.to),
      ...addressesOf(data.cc),
    ]);

  const insertTombstone = async (url: string): Promise<QueryResultRow> => {
    const [made = {}] = await all(
      'insert into objects (data, inserted_at, updated_at) values ($1, $2, $2) returning *',
      [{ id: url, actor: user.ap_id, type: 'Tombstone' }, second()],
    );
    return made;
  };

  const isPublic = (data: Data): boolean =>
    (isAddressed(data, everybody) || isAddressed(data, `${settings.baseUrl}/#Public`)) &&
    data.directMessage !== true &&
    data.type !== 'Tombstone';

  /**
   * Enqueues the job that deletes an object's attachments. From 3.14 on the job names the attachments and waits 1,800
   * seconds. 3.13.3 and 3.14 cannot be told apart, and 3.14 still accepts the older form, so this function uses the
   * newer form from 3.15.0 on (behaviour.md 21.6).
   */
  async function cleanUp(old: Data): Promise<void> {
    const { actor = null, attachment } = old;
    if (!isSince(settings.akkoma, '3.15.0')) {
      await enqueue('AttachmentsCleanupWorker', 'attachments_cleanup', 1, 0, {
        op: 'cleanup_attachments',
        object: { data: old },
      });
      return;
    }
    const isOwn = typeof actor === 'string' && URL.parse(actor)?.host === new URL(settings.baseUrl).host;
    if (!Array.isArray(attachment) || attachment.length === 0 || !isOwn) return;
    await all(
      `insert into oban_jobs (worker, queue, max_attempts, args, state, scheduled_at)
       values ($1, $2, 1, $3, 'scheduled', timezone('UTC', now()) + interval '1800 seconds')`,
      [
        'Pleroma.Workers.AttachmentsCleanupWorker',
        'attachments_cleanup',
        JSON.stringify({ op: 'cleanup_attachments', actor, attachments: attachment }),
      ],
    );
  }

  async function deleteObject(create: { id: string; data: Data }): Promise<void> {
    const url = create.data.object;
    if (typeof url !== 'string') throw new Error('The object of a Create is embedded');
    const object = (await objectAt(url)) ?? (await insertTombstone(url));
    const old: Data = object.data;
    if (!deletable.includes(String(old.type))) return;

    const made = await insertActivity({
      type: 'Delete',
      object: url,
      to: normalise([...addressesOf(old.to), ...addressesOf(old.cc)]),
      cc: [],
      ...(user.is_active ? { deleted_activity_id: flakeIdFromUuid(create.id) } : {}),
    });
    await setObject(
      object.id,
      { id: url, type: 'Tombstone', formerType: old.type ?? null, deleted: new Date().toISOString() },
      true,
    );
    const tags = await all('delete from hashtags_objects where object_id = $1 returning hashtag_id', [
      object.id,
    ]);
    for (const { hashtag_id: tag } of tags) {
      const used = await one('select from hashtags_objects where hashtag_id = $1', [tag]);
      const followed =
        manner.decided && (await one('select from user_follows_hashtag where hashtag_id = $1', [tag]));
      if (!used && !followed) await all('delete from hashtags where id = $1', [tag]);
    }
    const about = await all(
      `select id from activities
       where coalesce(data -> 'object' ->> 'id', data ->> 'object') = $1 and data ->> 'type' <> 'Delete'`,
      [url],
    );
    for (const { id } of about) await deleteActivity(id);
    if (settings.cleanupAttachments) await cleanUp(old);
    if (old.type === 'Tombstone' && old.actor === undefined) return;

    const author = await one('select * from users where ap_id = $1', [old.actor]);
    if (author !== undefined) {
      if (url in author.pinned_objects) {
        const { [url]: _, ...pins } = author.pinned_objects;
        await all('update users set pinned_objects = $2, updated_at = $3 where id = $1', [
          author.id,
          JSON.stringify(pins),
          second(),
        ]);
      }
      if (isPublic(old)) {
        await all('update users set note_count = greatest(0, note_count - 1) where id = $1', [author.id]);
      }
    }
    if (old.inReplyTo != null && (isPublic(old) || !isSince(settings.akkoma, '3.16.0'))) {
      const parent = await objectAt(old.inReplyTo);
      if (parent !== undefined) {
        const count = parent.data.repliesCount;
        const repliesCount = count == null ? 0 : Math.max(0, Number(count) - 1);
        await setObject(parent.id, { ...parent.data, repliesCount }, false);
      }
    }
    await index({ op: 'remove_from_index', object: Number(object.id) });
    if (isFederated(made.data) && new URL(url).host === new URL(user.ap_id).host)
      await publish(made.flake, 3, null);
  }

  async function undo({ id, data }: { id: string; data: Data }): Promise<void> {
    const made = await insertActivity({
      type: 'Undo',
      object: data.id ?? null,
      to: normalise(addressesOf(data.to)),
      cc: normalise(addressesOf(data.cc)),
    });
    const object = await objectAt(data.object);
    if (object === undefined && data.type === 'Announce') return;
    if (object !== undefined) {
      const changed = { ...object.data, ...without(object.data, data) };
      if (canonical(changed) !== canonical(object.data)) await setObject(object.id, changed, true);
    }
    await deleteActivity(id);
    if (isFederated(made.data)) await publish(made.flake, 0, canonical(data));
  }

  const interactions = ['Like', 'Announce', ...(manner.decided ? ['EmojiReact'] : [])];
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await all(
      'select id, data from activities where actor = $1 and id > $2 order by id limit $3',
      [user.ap_id, last, pageSize],
    );
    for (const { id, data } of page) {
      const isPost = data.type === 'Create' && !(manner.decided && typeof data.object !== 'string');
      if (!isPost && !interactions.includes(data.type)) continue;
      await manner.each(async () => {
        if ((await one('select from activities where id = $1', [id])) === undefined) return;
        await (isPost ? deleteObject({ id, data }) : undo({ id, data }));
      });
    }
    const next = page.at(-1)?.id;
    if (next === undefined) return;
    last = next;
  }
}
