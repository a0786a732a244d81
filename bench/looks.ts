import { addressFor } from '../sandbox/database/role.ts';
import { type Instance, openInstance } from '../src/akkoma/instance.ts';
import { connect, type Database, type Em } from '../src/database/connection/connection.ts';
import { readConsoleConfig, settingsOf } from '../src/settings/config.ts';
import { type InstanceDatabase, withClient } from './instance-database.ts';
import { noting } from './statements.ts';
import { median } from './statistics.ts';

const rounds = 15;

/** Something that reads a database. */
export type Look = (em: Em, instance: Instance) => Promise<unknown>;

/** A database, and the instance in it. */
export interface Place {
  readonly url: string;
  readonly database: Database;
  readonly instance: Instance;
}

/** Connects to the databases as Steward's role does. The stack closes the connections. */
export async function open(
  resources: AsyncDisposableStack,
  databases: readonly InstanceDatabase[],
): Promise<Place[]> {
  const places: Place[] = [];
  for (const { role, url: owners } of databases) {
    const url = addressFor(role, owners);
    const database = resources.adopt(connect(url, 'steward-bench'), (each) => each.close());
    const config = readConsoleConfig({ DATABASE_URL: url, INSTANCE_URL: 'https://social.test' });
    const instance = await openInstance(database, config.INSTANCE_URL, settingsOf(config));
    places.push({ url, database, instance });
  }
  return places;
}

/** The median for each database, in milliseconds. The databases alternate. */
export async function timesOf(look: Look, places: readonly Place[]): Promise<number[]> {
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

/** How the statements of a look read tables, by the plans of PostgreSQL. */
export interface Reading {
  /** How often they scan the whole of one of the tables. */
  readonly wholeScans: number;
  /** The indexes that they use, in alphabetical order. */
  readonly indexes: readonly string[];
}

/** Reads the plans of the statements of a look. */
export async function readingOf(look: Look, place: Place, tables: readonly string[]): Promise<Reading> {
  const statements = await noting(() => look(place.database.em.fork(), place.instance));
  return withClient(place.url, async (client) => {
    let wholeScans = 0;
    const indexes = new Set<string>();
    for (const { text, values } of statements.filter((each) => /^\s*(select|with)\b/.test(each.text))) {
      const { rows } = await client.query(`explain (format json) ${text}`, values);
      for (const { Plan: plan } of rows[0]['QUERY PLAN']) {
        wholeScans += scansIn(plan, tables, false);
        for (const index of indexesIn(plan)) indexes.add(index);
      }
    }
    return { wholeScans, indexes: [...indexes].toSorted() };
  });
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * Counts full scans of tables. A scan directly below a limit ends after the first rows that fit, which is why PostgreSQL
 * chose it, and does not count. Below a sort it reads the whole table.
 */
function scansIn(node: PlanNode, tables: readonly string[], limited: boolean): number {
  const type = node['Node Type'];
  const within = type === 'Limit' || (limited && !/Sort|Aggregate|Hash|Materialize/.test(type));
  const own = type === 'Seq Scan' && tables.includes(node['Relation Name'] ?? '') && !limited ? 1 : 0;
  return (node.Plans ?? []).reduce((sum, each) => sum + scansIn(each, tables, within), own);
}

const indexesIn = (node: PlanNode): string[] => [
  ...(node['Index Name'] === undefined ? [] : [node['Index Name']]),
  ...(node.Plans ?? []).flatMap(indexesIn),
];
