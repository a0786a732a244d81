import type { Client } from 'pg';
import { addressFor } from '../sandbox/database/role.ts';
import { confirmAll, unconfirmAll } from '../src/operations/instance/confirm-all.ts';
import { deleteActivities } from '../src/operations/instance/delete-activities.ts';
import { deactivateAllFromInstance } from '../src/operations/instance/set-activation-of-instance.ts';
import { type Cost, type MeasuredAction, measuredAction } from './action.ts';
import type { Bench, BenchOptions, Measured } from './bench.ts';
import {
  type InstanceDatabase,
  onCopy,
  prepareInstance,
  startServer,
  withClient,
} from './instance-database.ts';
import { deactivatePlainly } from './plain-deactivation.ts';
import { retractPlainly } from './plain-retraction.ts';
import { crowdedHost, populate } from './populated.ts';
import { prolific, writeMuch } from './prolific.ts';
import { median } from './statistics.ts';
import { digest } from './tables-digest.ts';

const many = 10_000;
const few = 1_000;
const rounds = 5;
const highestRatio = 1.5;

/** A bulk operation, and the plainest SQL that leaves the same rows. */
interface Contest {
  readonly name: string;
  readonly ours: MeasuredAction;
  plainly(client: Client): Promise<unknown>;
}

const ordinary = `local and is_active and not is_admin and not is_moderator and not invisible
  and nickname not like 'internal.%'`;

const contests: readonly Contest[] = [
  {
    name: 'unconfirm_all',
    ours: measuredAction(unconfirmAll, {}),
    plainly: (client) =>
      client.query(`
        update users set is_confirmed = false, updated_at = date_trunc('second', timezone('UTC', now())),
          confirmation_token = translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
            || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_')
        where ${ordinary}`),
  },
  {
    name: 'confirm_all',
    ours: measuredAction(confirmAll, {}),
    plainly: (client) =>
      client.query(`
        update users set is_confirmed = true, confirmation_token = null,
          updated_at = date_trunc('second', timezone('UTC', now()))
        where ${ordinary} and (not is_confirmed or confirmation_token is not null)`),
  },
  {
    name: 'deactivate_all_from_instance',
    ours: measuredAction(deactivateAllFromInstance, {
      instance: crowdedHost,
      include_subdomains: false,
      keep_followers: false,
    }),
    plainly: (client) => deactivatePlainly(client, crowdedHost),
  },
  {
    name: 'delete_activities',
    ours: measuredAction(deleteActivities, { nickname: prolific }),
    plainly: (client) => retractPlainly(client, `https://social.test/users/${prolific}`),
  },
];

/**
 * The bulk operations, complete as the bot runs them, next to plain SQL that keeps no record. The two alternate on
 * copies of one instance, and both must leave the same rows in Akkoma's tables.
 */
export const bulk: Bench = {
  name: 'bulk',
  about: `${many} accounts, or as many posts, likes and boosts, next to the plainest SQL, in milliseconds`,

  async run(options) {
    await using resources = new AsyncDisposableStack();
    const server = resources.use(await startServer());
    const large = resources.use(await prepareInstance(server, (client) => fill(client, many)));
    const small = resources.use(await prepareInstance(server, (client) => fill(client, few)));
    const results: Measured[] = [];
    for (const contest of contests) results.push(await hold(contest, large, small, options));
    return {
      rows: results.flatMap(({ rows }) => rows),
      targets: results.flatMap(({ targets }) => targets),
    };
  },
};

/**
 * All added local accounts are unconfirmed, so that `confirm_all` has work to do. `unconfirm_all` gives each a new
 * token.
 */
async function fill(client: Client, size: number): Promise<void> {
  await populate(client, { local: size, remote: size, hosts: 2, crowd: size });
  await writeMuch(client, Math.round(size / 3));
  await client.query(
    `update users set is_confirmed = false, confirmation_token = md5(nickname) where nickname like 'person%'`,
  );
  await client.query('vacuum analyze users');
}

async function hold(
  { name, ours, plainly }: Contest,
  large: InstanceDatabase,
  small: InstanceDatabase,
  { signal }: BenchOptions,
): Promise<Measured> {
  const costs: Cost[] = [];
  const plain: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    signal.throwIfAborted();
    const left = await onCopy(large, (url) =>
      withClient(url, async (client) => {
        const startedAt = performance.now();
        await plainly(client);
        plain.push(performance.now() - startedAt);
        return digest(client);
      }),
    );
    const leftByOurs = await onCopy(large, async (url) => {
      costs.push(await ours(addressFor(large.role, url)));
      return withClient(url, digest);
    });
    if (left !== leftByOurs)
      throw new Error(`${name}: the two leave different rows:\n${left}\n${leftByOurs}`);
  }
  const ofFew = await onCopy(small, (url) => ours(addressFor(small.role, url)));
  const ratio = median(costs.map(({ milliseconds }, round) => milliseconds / (plain[round] ?? Number.NaN)));
  const statements = costs[0]?.statements ?? 0;
  const megabytes = median(costs.map((cost) => cost.megabytes));
  return {
    rows: [
      {
        operation: name,
        'plain SQL': Math.round(median(plain)),
        Steward: Math.round(median(costs.map(({ milliseconds }) => milliseconds))),
        ratio: Number(ratio.toFixed(2)),
        statements,
        [`at ${few}`]: ofFew.statements,
        'MB of heap': Number(megabytes.toFixed(1)),
        [`MB at ${few}`]: Number(ofFew.megabytes.toFixed(1)),
      },
    ],
    targets: [
      {
        claim: `${name}: at most ${highestRatio} times the plain SQL: ${ratio.toFixed(2)}`,
        met: ratio <= highestRatio,
      },
      {
        claim: `${name}: no more statements for each ${few} of ${many} than for ${few}: ${statements} and ${ofFew.statements}`,
        met: statements <= (ofFew.statements * many) / few,
      },
    ],
  };
}
