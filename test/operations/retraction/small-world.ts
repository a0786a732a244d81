import fc from 'fast-check';
import type { Client } from 'pg';

/** Posts are named by a letter and a number: `a` lain's own, `b` bob's, `x` of an object that is not stored here. */
const target = fc.constantFrom('a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'b0', 'b1', 'b2', 'x0', 'x1');

const base = 'https://social.test';
const lain = `${base}/users/lain`;
const bob = `${base}/users/bob`;
const everybody = 'https://www.w3.org/ns/activitystreams#Public';
const here = `${base}/#Public`;

const addresses = fc.oneof(
  fc.subarray([
    everybody,
    here,
    `${lain}/followers`,
    bob,
    bob,
    'as:Public',
    'mailto:a@b',
    'HTTPS://far.example/ü',
  ]),
  fc.constantFrom<string | undefined>(everybody, here, bob, undefined),
);

const post = fc.record({
  kind: fc.constant('post'),
  object: fc.constantFrom('a0', 'a1', 'a2', 'a3', 'a4', 'a5'),
  /** `nobody`: a tombstone that does not say whose it was; `missing`: no object; `embedded`: inside its activity. */
  type: fc.constantFrom(
    'Note',
    'Note',
    'Note',
    'Question',
    'Answer',
    'Tombstone',
    'nobody',
    'Image',
    'missing',
    'embedded',
  ),
  to: addresses,
  cc: addresses,
  direct: fc.constantFrom(undefined, undefined, true, false),
  answers: fc.option(target, { nil: undefined }),
  replies: fc.constantFrom(undefined, 0, 1, 5),
  pictures: fc.constantFrom(undefined, 0, 2),
  tags: fc.subarray(['mine', 'shared', 'followed']),
  pinned: fc.boolean(),
});

const interaction = fc.record({
  kind: fc.constantFrom('Like', 'Announce', 'EmojiReact'),
  who: fc.constantFrom(lain, lain, lain, bob),
  object: target,
  to: addresses,
  cc: addresses,
  emoji: fc.constantFrom('🥰', ':blobcat:', '☕'),
  /** Whether the object counts the interaction. */
  counted: fc.boolean(),
});

const other = fc.record({
  kind: fc.constantFrom('Update', 'Add', 'Follow', 'Delete', 'Undo', 'Flag'),
  who: fc.constantFrom(lain, bob),
  object: target,
});

const anyItem = fc.oneof(
  { weight: 4, arbitrary: post },
  { weight: 5, arbitrary: interaction },
  { weight: 1, arbitrary: other },
);

/** The activities of lain and bob, in order; each post of lain's is made once. */
export const smallWorld = fc.record({
  items: fc
    .array(anyItem, { minLength: 1, maxLength: 40 })
    .map((items) =>
      items.filter(
        (item, place) =>
          item.kind !== 'post' ||
          items.findIndex((each) => each.kind === 'post' && each.object === item.object) === place,
      ),
    ),
  noteCount: fc.integer({ min: 0, max: 30 }),
  isActive: fc.boolean(),
  /** Whether a post of bob's has likes without activities. */
  stray: fc.boolean(),
});

type World = typeof smallWorld extends fc.Arbitrary<infer Each> ? Each : never;

/**
 * One reaction is undone before the deletion reaches the post; the other is deleted with the post, which still lists it
 * then.
 */
export const ownReactionsBesideTheirPost: World = {
  items: [
    { kind: 'EmojiReact', who: lain, object: 'a1', to: [], cc: [], emoji: '🥰', counted: false },
    {
      kind: 'post',
      object: 'a1',
      type: 'Note',
      to: [],
      cc: [],
      direct: undefined,
      answers: undefined,
      replies: undefined,
      pictures: undefined,
      tags: [],
      pinned: false,
    },
    { kind: 'EmojiReact', who: lain, object: 'a1', to: [], cc: [], emoji: '☕', counted: true },
  ],
  noteCount: 0,
  isActive: false,
  stray: false,
};

const urlOf = (object: string): string => `${base}/objects/${object}`;
const iconOf = (emoji: string): string | null => (emoji.startsWith(':') ? `${base}/emoji/blobcat.png` : null);

/** Adds such a world to the existing one, with the same ids each time. */
export async function build(client: Client, { items, noteCount, isActive, stray }: World): Promise<void> {
  const time = '2026-10-25T00:00:00';
  const objects = new Map<string, Record<string, unknown>>();
  for (const name of ['b0', 'b1', 'b2']) {
    objects.set(name, {
      id: urlOf(name),
      type: 'Note',
      actor: bob,
      to: [everybody],
      cc: [],
      repliesCount: 1,
      ...(stray
        ? { likes: [bob, lain, lain], like_count: 3, announcements: [lain], announcement_count: 1 }
        : {}),
    });
  }
  const activities: Record<string, unknown>[] = [];
  const pins: Record<string, string> = {};
  for (const [place, item] of items.entries()) {
    const id = `${base}/activities/${place}`;
    if ('type' in item) {
      const { object, type, to, cc, direct, answers, replies, pictures } = item;
      const url = urlOf(object);
      const inReplyTo = answers === undefined ? undefined : urlOf(answers);
      activities.push({
        id,
        type: 'Create',
        actor: lain,
        to,
        cc,
        object: type === 'embedded' ? { id: url } : url,
      });
      if (item.pinned) pins[url] = '2026-11-23T02:47:08.992716';
      if (type === 'nobody') objects.set(object, { id: url, type: 'Tombstone', inReplyTo });
      else if (type !== 'missing' && type !== 'embedded') {
        objects.set(object, {
          id: url,
          type,
          actor: lain,
          to,
          cc,
          directMessage: direct,
          inReplyTo,
          repliesCount: replies,
          attachment:
            pictures === undefined
              ? undefined
              : Array.from({ length: pictures }, (_, index) => ({
                  type: 'Document',
                  name: `picture ${index}`,
                })),
        });
      }
    } else if ('emoji' in item) {
      const { kind, who, to, cc, emoji } = item;
      const icon = iconOf(emoji);
      activities.push({
        id,
        type: kind,
        actor: who,
        to,
        cc,
        object: urlOf(item.object),
        published: '2026-11-23T02:47:08.9Z',
        'ключ/ю': '"/\\ é\u2028',
        ...(kind === 'EmojiReact' ? { content: emoji } : {}),
        ...(kind === 'EmojiReact' && icon !== null
          ? { tag: [{ type: 'Emoji', name: emoji, icon: { url: icon } }] }
          : {}),
      });
    } else activities.push({ id, type: item.kind, actor: item.who, to: [], object: urlOf(item.object) });
  }
  for (const item of items) {
    const object = 'emoji' in item && item.counted ? objects.get(item.object) : undefined;
    if (object !== undefined && 'emoji' in item) count(object, item.kind, item.who, item.emoji);
  }
  const created = new Map<string, number>();
  for (const [name, data] of objects) {
    const { rows } = await client.query(
      'insert into objects (data, inserted_at, updated_at) values ($1, $2, $2) returning id',
      [JSON.stringify(data), time],
    );
    created.set(name, Number(rows[0].id));
  }
  for (const [place, data] of activities.entries()) {
    const id = `000001a3-0000-${place.toString(16).padStart(4, '0')}-15c9-73e54f0d0000`;
    await client.query(
      `insert into activities (id, data, actor, recipients, inserted_at, updated_at) values ($1, $2, $3, '{}', $4, $4)`,
      [id, JSON.stringify(data), data.actor, time],
    );
    await client.query(
      `insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
       select id, $1, 'mention', $2, $2 from users where nickname in ('bob', 'ada') order by nickname`,
      [id, time],
    );
    await client.query(
      `insert into bookmarks (user_id, activity_id, inserted_at, updated_at)
       select id, $1, $2, $2 from users where nickname = 'bob'`,
      [id, time],
    );
  }
  for (const tag of ['mine', 'shared', 'followed']) {
    await client.query('insert into hashtags (name, inserted_at, updated_at) values ($1, $2, $2)', [
      tag,
      time,
    ]);
  }
  for (const item of items) {
    const object = 'tags' in item ? created.get(item.object) : undefined;
    if (object === undefined || !('tags' in item)) continue;
    await client.query(
      'insert into hashtags_objects (hashtag_id, object_id) select id, $2 from hashtags where name = any($1)',
      [item.tags, object],
    );
  }
  await client.query(
    `insert into hashtags_objects (hashtag_id, object_id) select id, $1 from hashtags where name = 'shared'`,
    [created.get('b0')],
  );
  await client.query(
    `insert into user_follows_hashtag (hashtag_id, user_id)
     select h.id, u.id from hashtags h, users u where h.name = 'followed' and u.nickname = 'bob'`,
  );
  await client.query(
    `update users set pinned_objects = pinned_objects || $1, note_count = $2, is_active = $3 where nickname = 'lain'`,
    [JSON.stringify(pins), noteCount, isActive],
  );
}

/** Adds an interaction to an object, as the server does. */
function count(object: Record<string, unknown>, kind: string, who: string, emoji: string): void {
  const list = (name: string): unknown[] => (Array.isArray(object[name]) ? object[name] : []);
  if (kind !== 'EmojiReact') {
    const [name, counter] =
      kind === 'Like' ? ['likes', 'like_count'] : ['announcements', 'announcement_count'];
    object[name] = [...list(name), who];
    object[counter] = list(name).length;
    return;
  }
  const name = emoji.replace(/^:|:$/g, '');
  const reactions = list('reactions').map((entry) => (Array.isArray(entry) ? [...entry] : []));
  const entry = reactions.find(([each]) => each === name);
  if (entry === undefined) reactions.push([name, [who], iconOf(emoji)]);
  else if (Array.isArray(entry[1]) && !entry[1].includes(who)) entry[1] = [...entry[1], who];
  object.reactions = reactions;
  object.reaction_count = reactions.reduce(
    (sum, [, people]) => sum + (Array.isArray(people) ? people.length : 0),
    0,
  );
}
