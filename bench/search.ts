import { listUsers } from '../src/akkoma/lookup/list-users.ts';
import { nearestHosts } from '../src/akkoma/lookup/nearest-hosts.ts';
import { nearestNicknames } from '../src/akkoma/lookup/nearest-nicknames.ts';
import { searchUsers } from '../src/akkoma/lookup/search-users.ts';
import { suggestHosts } from '../src/akkoma/lookup/suggest-hosts.ts';
import { suggestNicknames } from '../src/akkoma/lookup/suggest-nicknames.ts';
import type { Bench, Measured } from './bench.ts';
import { type InstanceDatabase, prepareInstance, startServer } from './instance-database.ts';
import { type Look, open, readingOf, timesOf } from './looks.ts';
import { populate } from './populated.ts';

const usual = 10_000;
const huge = 1_000_000;
const mostMore = 20;
const page = 21;

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
    const databases: InstanceDatabase[] = [];
    for (const remote of sizes) {
      signal.throwIfAborted();
      const hosts = Math.ceil(remote / 1000) + 1;
      const population = { local: usual, remote, hosts, crowd: usual };
      databases.push(resources.use(await prepareInstance(server, (client) => populate(client, population))));
    }
    const places = await open(resources, databases);

    const results: Measured[] = [];
    for (const [name, look] of Object.entries(looks)) {
      const taken = await timesOf(look, places);
      const largest = places.at(-1);
      const scans = largest === undefined ? 0 : (await readingOf(look, largest, ['users'])).wholeScans;
      results.push(resultOf(name, taken, scans));
    }
    return {
      rows: results.flatMap(({ rows }) => rows),
      targets: results.flatMap(({ targets }) => targets),
    };
  },
};

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
