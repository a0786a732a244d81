import { admins, moderators, press, type } from './people.ts';
import type { Scene } from './scene.ts';

/** A random step; resolves with false where there was nothing to do it with. */
type Move = (scene: Scene) => Promise<boolean>;

const staff = [...admins, ...moderators];

const local = `local and nickname is not null and nickname not in ('ada', 'ivan', 'mo', 'internal.fetch')
  and email is not null`;

/** A random account that matches the condition; null where there is none. */
async function account({ pool, dice }: Scene, which: string): Promise<string | null> {
  const { rows } = await pool.query(`select nickname from users where ${which} order by nickname`);
  return rows.length === 0 ? null : dice.pick(rows).nickname;
}

/** Types a line about a random account that matches the condition. */
const about =
  (who: readonly string[], which: string, line: (nickname: string, scene: Scene) => string): Move =>
  async (scene) => {
    const person = scene.dice.pick(who);
    const nickname = await account(scene, which);
    if (nickname === null) return false;
    await type(scene, person, line(nickname, scene));
    return true;
  };

const says =
  (who: readonly string[], line: (scene: Scene) => string): Move =>
  async (scene) => {
    await type(scene, scene.dice.pick(who), line(scene));
    return true;
  };

const atOnce: readonly Move[] = [
  about(staff, local, (nickname, { dice, number }) =>
    dice.chance(0.5) ? `/user tag ${nickname} drill-${number()}` : `/user tag ${nickname} mrf_tag:sandbox`,
  ),
  about(
    staff,
    `${local} and 'mrf_tag:sandbox' = any (tags)`,
    (nickname) => `/user untag ${nickname} mrf_tag:sandbox`,
  ),
  about(staff, `${local} and is_active`, (nickname, { dice }) =>
    dice.chance(0.4) ? `/user deactivate ${nickname} for:1h` : `/user deactivate ${nickname}`,
  ),
  about(staff, `${local} and not is_active`, (nickname) => `/user activate ${nickname}`),
  about(admins, `${local} and not is_locked`, (nickname) => `/user set ${nickname} locked:true`),
  about(admins, `${local} and is_locked`, (nickname) => `/user set ${nickname} locked:false`),
  about(staff, local, (nickname) => `/user sign_out ${nickname}`),
];

const unseen: readonly Move[] = [
  says(staff, ({ number }) => `/invite create max_use:${number()}`),
  about(admins, `${local} and is_active`, (nickname) => `/user reset_password ${nickname}`),
  about(admins, local, (nickname, { number, secrets }) => {
    const address = `drill-${number()}@mail.example`;
    secrets.add(address);
    return `/user change_email ${nickname} ${address} reason:"a drill"`;
  }),
];

const instances = ['spam.example', 'spam.example.org', 'friendly.example'];

const voted: readonly Move[] = [
  says(
    admins,
    ({ dice }) =>
      `/instance deactivate_all ${dice.pick(instances)} ${dice.chance(0.3) ? 'for:1h ' : ''}reason:"a drill"`,
  ),
  says(admins, ({ dice }) => `/instance activate_all ${dice.pick(instances)} reason:"a drill"`),
  says(admins, () => '/instance confirm_all reason:"a drill"'),
  about(admins, `${local} and is_active`, (nickname) => `/user rm ${nickname} reason:"a drill"`),
  about(admins, local, (nickname) => `/user delete_activities ${nickname} reason:"a drill"`),
  says(admins, ({ dice }) => `/user ${dice.pick(['activate', 'deactivate'])} mo reason:"a drill"`),
  says(admins, () => '/user deactivate mo'),
];

interface Open {
  readonly id: number;
  readonly requester_name: string;
}

/** Does something with a random action that matches the condition. */
const on =
  (which: string, does: (scene: Scene, action: Open) => Promise<unknown>): Move =>
  async (scene) => {
    const { rows } = await scene.pool.query<Open>(
      `select id::integer, requester_name from steward.actions where ${which} order by id desc limit 5`,
    );
    if (rows.length === 0) return false;
    await does(scene, scene.dice.pick(rows));
    return true;
  };

const others = ({ requester_name: name }: Open): string[] => admins.filter((each) => each !== name);

const votable = `state = 'proposed' and votes_needed > 0`;

const decided: readonly Move[] = [
  ...Array.from({ length: 4 }, () =>
    on(votable, (scene, action) => press(scene, scene.dice.pick(others(action)), action.id, 'Approve')),
  ),
  on(votable, (scene, action) => press(scene, scene.dice.pick(others(action)), action.id, 'Deny')),
  on(votable, (scene, action) => {
    const [one = '', another = ''] = others(action);
    return Promise.all([
      press(scene, one, action.id, 'Approve'),
      press(scene, another, action.id, scene.dice.pick(['Approve', 'Deny'])),
    ]);
  }),
  on(`state in ('proposed', 'approved')`, (scene, action) =>
    press(scene, action.requester_name, action.id, 'Cancel request'),
  ),
  on(`state = 'proposed' and votes_needed = 0 or state = 'approved'`, (scene, action) =>
    press(scene, action.requester_name, action.id, 'Run now'),
  ),
  on(`state = 'approved'`, (scene, action) => press(scene, action.requester_name, action.id, 'Run now')),
];

const recorded = `operation not in ('user.rm', 'user.sign_out', 'user.delete_activities', 'user.reset_password')
  and source = 'discord'`;

const afterwards: readonly Move[] = [
  on(`state = 'done' and ${recorded}`, (scene, action) =>
    press(scene, scene.dice.pick(admins), action.id, 'Undo'),
  ),
  on(`state = 'done' and ${recorded}`, (scene, action) =>
    type(scene, scene.dice.pick(admins), `/action undo ${action.id} reason:"a drill"`),
  ),
  on(`state = 'done' and reverses_at is not null`, (scene, action) =>
    press(scene, scene.dice.pick(admins), action.id, 'Make permanent'),
  ),
  on(`state = 'failed'`, (scene, action) => press(scene, scene.dice.pick(admins), action.id, 'Retry')),
  on(`state in ('stale', 'expired')`, (scene, action) =>
    press(scene, action.requester_name, action.id, 'Request again'),
  ),
];

/** Steps that no person takes: time passes, and the database is in trouble for a moment. */
const fate: readonly Move[] = [
  on(`state in ('proposed', 'approved')`, async ({ pool }, { id }) => {
    await pool.query(
      `with late as (update steward.actions set deadline = now() where id = ${id})
       update steward_jobs.job set start_after = now()
       where name = 'expire' and singleton_key = '${id}' and state = 'created'`,
    );
  }),
  on(`state = 'done' and reverses_at > now()`, async ({ pool }, { id }) => {
    await pool.query(
      `with over as (update steward.actions set reverses_at = now() where id = ${id})
       update steward_jobs.job set start_after = now()
       where name = 'reverse' and singleton_key = '${id}' and state = 'created'`,
    );
  }),
  async ({ pool }) => {
    await pool.query('insert into drill.trouble default values');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await pool.query('delete from drill.trouble');
    return true;
  },
];

/** The steps by kind, with how often each kind is chosen. */
const kinds = {
  'at once': [atOnce, 30],
  unseen: [unseen, 10],
  'asked for': [voted, 25],
  decided: [decided, 30],
  afterwards: [afterwards, 25],
  fate: [fate, 12],
} as const satisfies Record<string, readonly [readonly Move[], number]>;

/** Takes a random step. A request that Discord does not take, or that no bot receives, counts as not sent. */
export async function moveAtRandom(scene: Scene): Promise<void> {
  const { dice, count } = scene;
  const lots = Object.entries(kinds).flatMap(([kind, [moves, weight]]) =>
    Array.from({ length: weight }, () => [kind, moves] as const),
  );
  try {
    for (;;) {
      const [kind, moves] = dice.pick(lots);
      const move = dice.pick<Move>(moves);
      if (!(await move(scene))) continue;
      count(`moves, ${kind}`);
      return;
    }
  } catch (error) {
    count(`moves cut off (${error instanceof Error ? error.name : 'unknown'})`);
  }
}
