import { addressFor } from '../sandbox/database/role.ts';
import { type Instance, openInstance } from '../src/akkoma/instance.ts';
import { listUsers } from '../src/akkoma/lookup/list-users.ts';
import { nearestHosts } from '../src/akkoma/lookup/nearest-hosts.ts';
import { nearestNicknames } from '../src/akkoma/lookup/nearest-nicknames.ts';
import { searchUsers } from '../src/akkoma/lookup/search-users.ts';
import { suggestHosts } from '../src/akkoma/lookup/suggest-hosts.ts';
import { suggestNicknames } from '../src/akkoma/lookup/suggest-nicknames.ts';
import { connect, type Database, type Em } from '../src/database/connection/connection.ts';
import { readConsoleConfig, settingsOf } from '../src/settings/config.ts';
import type { Bench, Measured } from './bench.ts';
import { prepareInstance, startServer, withClient } from './instance-database.ts';
import { populate } from './populated.ts';
import { noting } from './statements.ts';
import { median } from './statistics.ts';

const usual = 10_000;
const huge = 1_000_000;
const rounds = 15;
const mostMore = 20;
const page = 21;

type Look = (em: Em, instance: Instance) => Promise<readonly unknown[]>;

const searching =
  (text: string): Look =>
  (em, instance) =>
    searchUsers(em, instance, { text, addresses: true }, { limit: page });

const looks: Readonly<Record<string, Look>> = {
  'search for a nickname': searching('person77'),
  'search for what most begin with': searching('guest'),
  'search for a host': searching('spam.example'),
  'search for a word of most': searching('example'),
  'search for an address': searching('person9@mail'),
  'search for nothing there': searching('zzzz'),
  list: (em) => listUsers(em, {}, {}, page),
  'list by name': (em) => listUsers(em, { name: 'person1' }, {}, page),
  'autocomplete, nothing typed': (em, instance) => suggestNicknames(em, instance, ''),
  'autocomplete, a letter': (em, instance) => suggestNicknames(em, instance, 'p'),
  'autocomplete, a nickname': (em, instance) => suggestNicknames(em, instance, 'person1'),
  'autocomplete, a host': (em, instance) => suggestHosts(em, instance, 'host1'),
  'mistyped nickname': (em, instance) => nearestNicknames(em, instance, 'persom7777'),
  'mistyped remote nickname': (em, instance) => nearestNicknames(em, instance, 'persom7777@host7.example'),
  'mistyped host': (em, instance) => nearestHosts(em, instance, 'hots7.example'),
};

/** How long reading takes among ten thousand remote accounts, and how much longer among a million. */
export const search: Bench = {
  name: 'search',
  about: `searches, lists and suggestions among ${usual} accounts, and with --large among ${huge}, in milliseconds`,

  async run({ large, signal }) {
    await using resources = new AsyncDisposableStack();
    const server = resources.use(await startServer());
    const sizes = large ? [usual, huge] : [usual];
    const urls: string[] = [];
    for (const remote of sizes) {
      signal.throwIfAborted();
      const hosts = Math.ceil(remote / 1000) + 1;
      const population = { local: usual, remote, hosts, crowd: usual };
      const prepared = resources.use(await prepareInstance(server, (client) => populate(client, population)));
      urls.push(addressFor(prepared.role, prepared.url));
    }
    const databases = urls.map((url) =>
      resources.adopt(connect(url, 'steward-bench'), (each) => each.close()),
    );

    const config = readConsoleConfig({ DATABASE_URL: urls[0], INSTANCE_URL: 'https://social.test' });
    const measured: Place[] = [];
    for (const database of databases) {
      const instance = await openInstance(database, config.INSTANCE_URL, settingsOf(config));
      measured.push({ database, instance });
    }

    const results: Measured[] = [];
    for (const [name, look] of Object.entries(looks)) {
      const taken = await timesOf(look, measured);
      const scans = await wholeScans(look, urls.at(-1) ?? '', measured.at(-1));
      results.push(resultOf(name, taken, scans));
    }
    return {
      rows: results.flatMap(({ rows }) => rows),
      targets: results.flatMap(({ targets }) => targets),
    };
  },
};

/** A database, and the instance in it. */
interface Place {
  readonly database: Database;
  readonly instance: Instance;
}

/** The median for each database. The databases alternate. */
async function timesOf(look: Look, places: readonly Place[]): Promise<number[]> {
  const taken = places.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { database, instance }] of places.entries()) {
      const startedAt = performance.now();
      await look(database.em.fork(), instance);
      taken[index]?.push(performance.now() - startedAt);
    }
  }
  return taken.map(median);
}

/** How often the statements scan the whole table of accounts, by the plans of PostgreSQL. */
async function wholeScans(look: Look, url: string, place: Place | undefined): Promise<number> {
  if (place === undefined) return 0;
  const statements = await noting(() => look(place.database.em.fork(), place.instance));
  return withClient(url, async (client) => {
    let scans = 0;
    for (const { text, values } of statements.filter((each) => /^\s*(select|with)\b/.test(each.text))) {
      const { rows } = await client.query(`explain (format json) ${text}`, values);
      for (const { Plan: plan } of rows[0]['QUERY PLAN']) scans += scansIn(plan, false);
    }
    return scans;
  });
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * Counts full scans of `users`. A scan directly below a limit ends after the first rows that fit, which is why
 * PostgreSQL chose it, and does not count. Below a sort it reads the whole table.
 */
function scansIn(node: PlanNode, limited: boolean): number {
  const type = node['Node Type'];
  const within = type === 'Limit' || (limited && !/Sort|Aggregate|Hash|Materialize/.test(type));
  const own = type === 'Seq Scan' && node['Relation Name'] === 'users' && !limited ? 1 : 0;
  return (node.Plans ?? []).reduce((sum, each) => sum + scansIn(each, within), own);
}

function resultOf(name: string, [among, amongMore]: readonly number[], scans: number): Measured {
  const fixed = (value: number | undefined) => (value === undefined ? '' : Number(value.toFixed(1)));
  const more = amongMore === undefined || among === undefined ? undefined : amongMore - among;
  return {
    rows: [
      { look: name, [`of ${usual}`]: fixed(among), [`of ${huge}`]: fixed(amongMore), 'whole scans': scans },
    ],
    targets:
      more === undefined
        ? []
        : [
            {
              claim: `${name}: less than ${mostMore} ms more among ${huge}, by an index: ${more.toFixed(1)} ms`,
              met: more < mostMore && scans === 0,
            },
          ],
  };
}
