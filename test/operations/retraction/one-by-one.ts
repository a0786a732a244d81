import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { createFlakeIds } from '../../../src/akkoma/flake-ids.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Data = { [key: string]: Json };

export interface InstanceSettings {
  readonly baseUrl: string;
  readonly federating: boolean;
  readonly cleanupAttachments: boolean;
}

const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const deletable = ['Answer', 'Article', 'Audio', 'Event', 'Note', 'Page', 'Question', 'Tombstone', 'Video'];

/**
 * Deletes what an account said, item after item and statement after statement, straight from the prose of sections 11.1
 * and 11.2 of operations.md with the decisions of the README: slow, and written apart from what it is to check.
 */
export async function deleteOneByOne(
  client: Client,
  nickname: string,
  settings: InstanceSettings,
): Promise<void> {
  const flakeIds = createFlakeIds();
  const one = async (query: string, values: unknown[]) => (await client.query(query, values)).rows[0];
  const user = await one('select * from users where nickname = $1', [nickname]);
  const objectAt = (url: Json | undefined) => one(`select * from objects where data ->> 'id' = $1`, [url]);
  const second = () => new Date().toISOString().slice(0, 19);

  const insertActivity = async (data: Data): Promise<{ flake: string; data: Data }> => {
    const [flake = ''] = flakeIds.next();
    const whole: Data = {
      ...data,
      id: `${settings.baseUrl}/activities/${randomUUID()}`,
      actor: user.ap_id,
      bto: [],
      bcc: [],
    };
    await client.query(
      `insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
       values ($1, $2, true, $3, $4, $5, $5)`,
      [
        uuidFromFlakeId(flake),
        JSON.stringify(whole),
        user.ap_id,
        [...addressesOf(whole.to), ...addressesOf(whole.cc)],
        second(),
      ],
    );
    return { flake, data: whole };
  };
  const enqueue = (worker: string, queue: string, attempts: number, priority: number, args: Data) =>
    client.query(
      'insert into oban_jobs (worker, queue, max_attempts, priority, args) values ($1, $2, $3, $4, $5)',
      [`Pleroma.Workers.${worker}`, queue, attempts, priority, JSON.stringify(args)],
    );
  const publish = (flake: string, priority: number, objectData: string | null) =>
    enqueue('PublisherWorker', 'federator_outgoing', 5, priority, {
      op: 'publish',
      activity_id: flake,
      object_data: objectData,
    });
  const isFederated = (data: Data) =>
    settings.federating &&
    !(isAddressed(data, `${settings.baseUrl}/#Public`) && !isAddressed(data, everybody));
  const setObject = (id: number, data: Data, touched: boolean) =>
    client.query(`update objects set data = $2, updated_at = coalesce($3, updated_at) where id = $1`, [
      id,
      JSON.stringify(data),
      touched ? second() : null,
    ]);
  const deleteActivity = (id: string) => client.query('delete from activities where id = $1', [id]);

  async function deleteObject(create: { id: string; data: Data }): Promise<void> {
    const url = String(create.data.object);
    if ((await objectAt(url)) === undefined) {
      const tombstone = { id: url, actor: user.ap_id, type: 'Tombstone' };
      await client.query('insert into objects (data, inserted_at, updated_at) values ($1, $2, $2)', [
        tombstone,
        second(),
      ]);
    }
    const object = await objectAt(url);
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
    const { rows: tags } = await client.query(
      'delete from hashtags_objects where object_id = $1 returning hashtag_id',
      [object.id],
    );
    for (const { hashtag_id: tag } of tags) {
      const used = await one(
        `select from hashtags_objects where hashtag_id = $1 union all select from user_follows_hashtag where hashtag_id = $1`,
        [tag],
      );
      if (used === undefined) await client.query('delete from hashtags where id = $1', [tag]);
    }
    const { rows: about } = await client.query(
      `select id from activities
       where coalesce(data -> 'object' ->> 'id', data ->> 'object') = $1 and data ->> 'type' <> 'Delete'`,
      [url],
    );
    for (const { id } of about) await deleteActivity(id);
    if (settings.cleanupAttachments) {
      await enqueue('AttachmentsCleanupWorker', 'attachments_cleanup', 1, 0, {
        op: 'cleanup_attachments',
        object: { data: old },
      });
    }
    if (old.type === 'Tombstone' && old.actor === undefined) return;

    const author = await one('select * from users where ap_id = $1', [old.actor]);
    if (author !== undefined) {
      if (url in author.pinned_objects) {
        const { [url]: _, ...pins } = author.pinned_objects;
        await client.query('update users set pinned_objects = $2, updated_at = $3 where id = $1', [
          author.id,
          JSON.stringify(pins),
          second(),
        ]);
      }
      const isPublic =
        (isAddressed(old, everybody) || isAddressed(old, `${settings.baseUrl}/#Public`)) &&
        old.directMessage !== true &&
        old.type !== 'Tombstone';
      if (isPublic) {
        await client.query('update users set note_count = greatest(0, note_count - 1) where id = $1', [
          author.id,
        ]);
      }
    }
    if (old.inReplyTo != null) {
      const parent = await objectAt(old.inReplyTo);
      if (parent !== undefined) {
        const count = parent.data.repliesCount;
        const repliesCount = count == null ? 0 : Math.max(0, Number(count) - 1);
        await setObject(parent.id, { ...parent.data, repliesCount }, false);
      }
    }
    await enqueue('SearchIndexingWorker', 'search_indexing', 2, 0, {
      op: 'remove_from_index',
      object: Number(object.id),
    });
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

  const { rows: items } = await client.query('select id, data from activities where actor = $1 order by id', [
    user.ap_id,
  ]);
  for (const item of items) {
    if ((await one('select from activities where id = $1', [item.id])) === undefined) continue;
    if (item.data.type === 'Create' && typeof item.data.object === 'string') await deleteObject(item);
    if (['Like', 'Announce', 'EmojiReact'].includes(item.data.type)) await undo(item);
  }
}

/** What of an object's data becomes of undoing one interaction. */
function without(object: Data, { type, actor = null, content, tag }: Data): Data {
  const list = (name: string): Json[] => (Array.isArray(object[name]) ? object[name] : []);
  if (type === 'EmojiReact') {
    const name = String(content).replace(/^:|:$/g, '');
    const icon = Array.isArray(tag) ? JSON.parse(JSON.stringify(tag))[0].icon.url : null;
    const reactions = list('reactions')
      .map((entry) => (Array.isArray(entry) ? entry : []))
      .map(([emoji = null, who, url = null]) => {
        const people = Array.isArray(who) ? who : [];
        return [emoji, emoji === name && url === icon ? withoutOne(people, actor) : people, url];
      })
      .filter(([, who]) => Array.isArray(who) && who.length > 0);
    const count = reactions.reduce((sum, [, who]) => sum + (Array.isArray(who) ? who.length : 0), 0);
    return { reactions, reaction_count: count };
  }
  const left = withoutOne(list(type === 'Like' ? 'likes' : 'announcements'), actor);
  return type === 'Like'
    ? { likes: left, like_count: left.length }
    : { announcements: left, announcement_count: left.length };
}

const withoutOne = (list: Json[], one: Json): Json[] => {
  const place = list.indexOf(one);
  return place < 0 ? list : list.toSpliced(place, 1);
};

const addressesOf = (list: Json | undefined): string[] =>
  (Array.isArray(list) ? list : [list]).filter((each) => typeof each === 'string');

const normalise = (list: string[]): string[] =>
  [...new Set(list.filter((each) => /^https?:$/.test(URL.parse(each)?.protocol ?? '')))].sort();

const isAddressed = (data: Data, address: string): boolean =>
  ['to', 'cc', 'bto', 'bcc'].some((list) => addressesOf(data[list]).includes(address));

/** Compact, with the keys in byte order. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
}
