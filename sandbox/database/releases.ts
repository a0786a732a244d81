import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ClientBase } from 'pg';

/** The changes to the database in a release of Akkoma. */
interface Release {
  /** The versions of its migrations, as in `schema_migrations`. */
  readonly migrations: readonly number[];
  /** Whether `upgrades/NAME.sql` has its statements. If not, its tables equal those of the release before. */
  readonly changesTables: boolean;
}

/** All known releases, the oldest first. */
const releases = {
  '3.13.2': { migrations: [20240425120000], changesTables: false },
  '3.13.3': {
    migrations: [20240207035927, 20240501190000, 20240625213637, 20240625220752, 20241126093029],
    changesTables: true,
  },
  '3.14': { migrations: [], changesTables: false },
  '3.15.0': {
    migrations: [20241211000000, 20241213000000, 20250112000000, 20250112000001, 20250112000002],
    changesTables: true,
  },
  '3.15.2': { migrations: [20250302113138], changesTables: true },
  '3.16.0': {
    migrations: [20250202000000, 20250318000000, 20250326000000, 20250621000000, 20250806000000],
    changesTables: true,
  },
  '3.17': { migrations: [20251109000000, 20251117000000], changesTables: true },
  '3.18': {
    migrations: [20251227000000, 20251227000001, 20251227000002, 20260111000010],
    changesTables: true,
  },
  '3.19': {
    migrations: [
      20260218000000, 20260403000010, 20260404000010, 20260404000011, 20260404000020, 20260406000010,
    ],
    changesTables: true,
  },
  '3.20': {
    migrations: [
      20260425000100, 20260425000200, 20260425000300, 20260509000100, 20260702000100, 20260702000200,
      20260723000100, 20260724000050, 20260724000100,
    ],
    changesTables: true,
  },
  '3.21': { migrations: [], changesTables: false },
} as const satisfies Readonly<Record<string, Release>>;

/** The name of a release, such as `3.16.0`. */
export type AkkomaRelease = keyof typeof releases;

/** The names of all releases for which a database can be built, the oldest first. */
export const akkomaReleases = Object.keys(releases) as AkkomaRelease[];

/** The release whose tables are built from the schema. The databases of all others are upgrades of it. */
const first: AkkomaRelease = '3.13.2';

/** The newest release, and the default where no release is named. */
export const newestRelease = '3.21' satisfies AkkomaRelease;

/** The releases whose tables differ from those of the release before, and the first release. */
export const differentReleases = akkomaReleases.filter(
  (name) => name === first || releases[name].changesTables,
);

export const isAkkomaRelease = (name: string): name is AkkomaRelease => name in releases;

/** Whether a release is `other` or newer. */
export const isSince = (release: AkkomaRelease, other: AkkomaRelease): boolean =>
  akkomaReleases.indexOf(release) >= akkomaReleases.indexOf(other);

/** Creates the table `schema_migrations`, in which Akkoma records its migrations, with those of the first release. */
export async function createMigrationsTable(client: ClientBase): Promise<void> {
  await client.query('create table schema_migrations (version bigint primary key, inserted_at timestamp(0))');
  await recordMigrations(client, first);
}

/**
 * Upgrades Akkoma's tables and their rows, as its own migrations would, with one transaction for each release.
 *
 * @param from the present release of the database.
 */
export async function upgradeAkkoma(
  client: ClientBase,
  { from = first, to }: { readonly from?: AkkomaRelease; readonly to: AkkomaRelease },
): Promise<void> {
  for (const name of akkomaReleases.slice(akkomaReleases.indexOf(from) + 1, akkomaReleases.indexOf(to) + 1)) {
    await client.query('begin');
    try {
      if (releases[name].changesTables) await client.query(await statementsOf(name));
      if (name === '3.13.3') await moveKeys(client);
      await recordMigrations(client, name);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }
}

/** Returns the newest release whose migrations, and those of all releases before it, have run. */
export async function releaseOf(client: ClientBase): Promise<AkkomaRelease> {
  const { rows } = await client.query<{ version: string }>('select version from schema_migrations');
  const ran = new Set(rows.map(({ version }) => Number(version)));
  const lacks = (name: AkkomaRelease) => !releases[name].migrations.every((number) => ran.has(number));
  const next = akkomaReleases.findIndex(lacks);
  return akkomaReleases.at(next < 0 ? -1 : next - 1) ?? first;
}

const statementsOf = (name: AkkomaRelease): Promise<string> =>
  readFile(new URL(`akkoma/upgrades/${name}.sql`, import.meta.url), 'utf8');

const recordMigrations = (client: ClientBase, name: AkkomaRelease) =>
  client.query(
    `insert into schema_migrations (version, inserted_at)
     select version, timezone('UTC', now()) from unnest($1::bigint[]) as version`,
    [releases[name].migrations],
  );

/**
 * Copies the keys of each local account into a row of `signing_keys`. The placeholder for a private key in a world gets
 * a placeholder for its public half.
 */
async function moveKeys(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ id: string; apId: string; keys: string }>(
    'select id, ap_id as "apId", keys from users where local and keys is not null',
  );
  const moved = rows.map(({ id, apId, keys }) => ({
    user_id: id,
    key_id: `${apId}#main-key`,
    public_key: publicHalfOf(keys),
    private_key: keys,
  }));
  await client.query(
    `insert into signing_keys (user_id, key_id, public_key, private_key, inserted_at, updated_at)
     select user_id, key_id, public_key, private_key, moved.now, moved.now
     from jsonb_populate_recordset(null::signing_keys, $1) key
     cross join (select date_trunc('second', timezone('UTC', now())) as now) moved`,
    [JSON.stringify(moved)],
  );
}

function publicHalfOf(keys: string): string {
  if (!keys.startsWith('-----BEGIN')) return '(rsa public key, pem)';
  return `${createPublicKey(keys).export({ type: 'spki', format: 'pem' })}\n`;
}
