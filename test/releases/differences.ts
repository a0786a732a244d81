import { type AkkomaRelease, akkomaReleases } from '../../sandbox/database/releases.ts';
import type { Changes, Row, TableChanges } from '../support/snapshot.ts';

/** The placeholder of a key in a row, where `withoutRunValues` has replaced the values of a run. */
const key = '<pem>';

const searching = 'Pleroma.Workers.SearchIndexingWorker';

/** The differences between a run on a release and one on the release before, according to the notes on Akkoma. */
const steps: Partial<Record<AkkomaRelease, (changes: Changes, environment: Environment) => Changes>> = {
  '3.13.3': (changes) => {
    const users = changes.users?.inserted ?? [];
    const rows = { ...changes, ...mapRows(changes, 'users', (row) => ({ ...row, keys: null })) };
    if (users.length === 0) return changes;
    return {
      ...rows,
      signing_keys: {
        inserted: users.map(({ ap_id: apId }) => ({
          key_id: `${apId}#main-key`,
          user_id: '<uuid>',
          public_key: key,
          private_key: key,
          inserted_at: '<now>',
          updated_at: '<now>',
        })),
      },
    };
  },
  '3.15.0': (changes, { AKKOMA_EXTERNAL_SEARCH: external }) => {
    const users = mapRows(changes, 'users', without('ap_enabled', 'keys', 'public_key'));
    const jobs = (changes.oban_jobs?.inserted ?? [])
      .filter(({ worker }) => worker !== searching || external === 'true')
      .flatMap((job) => (isCleanup(job) ? (hasPicture(job) ? [laterCleanup] : []) : [job]));
    return withJobs({ ...changes, ...users }, jobs);
  },
  '3.16.0': (changes, { AKKOMA_CLEANUP_ATTACHMENTS: cleanup }) => {
    const jobs = (changes.oban_jobs?.inserted ?? []).map((job) =>
      job.queue === 'federator_outgoing' ? { ...job, max_attempts: 6 } : job,
    );
    const deletesPictures = changes.objects?.updated?.some(({ set }) => hasPicture(set)) === true;
    const more = deletesPictures && cleanup === undefined ? [laterCleanup] : [];
    const users = mapRows(changes, 'users', without('accepts_chat_messages'));
    return withAllCounts(withJobs({ ...changes, ...users }, [...jobs, ...more]));
  },
  '3.17': ({ counter_cache: _, ...changes }) => changes,
  '3.19': (changes) => ({ ...changes, ...mapRows(changes, 'users', without('skip_thread_containment')) }),
};

type Environment = Readonly<Record<string, string>>;

/** Converts the changes of a run on one release into those that a later one must have. */
export function onLater(
  later: AkkomaRelease,
  run: { readonly release: AkkomaRelease; readonly changes: Changes },
  environment: Environment,
): Changes {
  const between = akkomaReleases.slice(
    akkomaReleases.indexOf(run.release) + 1,
    akkomaReleases.indexOf(later) + 1,
  );
  return between.reduce((changes, release) => steps[release]?.(changes, environment) ?? changes, run.changes);
}

/** Returns the same changes with all rows in an order that does not depend on the run. */
export function inOrder(changes: Changes): Changes {
  const sorted = <Each>(rows: readonly Each[]) =>
    rows.map((row) => canonical(row)).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return Object.fromEntries(
    Object.entries(changes)
      .map(([table, kinds]): [string, TableChanges] => [
        table,
        Object.fromEntries(
          Object.entries(kinds).flatMap(([kind, rows]) => (rows.length > 0 ? [[kind, sorted(rows)]] : [])),
        ),
      ])
      .filter(([, kinds]) => Object.keys(kinds).length > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Returns the value with its keys in order, so that equal values have equal texts. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, canonical(each)]),
  );
}

/** Replaces each inserted and each deleted row of a table. */
function mapRows(changes: Changes, table: string, replace: (row: Row) => Row): Changes {
  const kinds = changes[table];
  if (kinds === undefined) return {};
  const { inserted = [], deleted = [], updated = [] } = kinds;
  return {
    [table]: {
      inserted: inserted.map(replace),
      deleted: deleted.map(replace),
      updated: updated
        .map((update) => ({ ...update, set: replace(update.set) as typeof update.set }))
        .filter(({ set }) => Object.keys(set).length > 0),
    },
  };
}

const without =
  (...columns: readonly string[]) =>
  (row: Row): Row =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));

const withJobs = ({ oban_jobs: _, ...changes }: Changes, inserted: readonly Row[]): Changes =>
  inserted.length === 0 ? changes : { ...changes, oban_jobs: { inserted } };

const isCleanup = ({ queue }: Row): boolean => queue === 'attachments_cleanup';
const hasPicture = (row: Row): boolean => JSON.stringify(row).includes('a.png');

/** The job for the one post with a picture. */
const laterCleanup: Row = {
  id: '<serial>',
  args: {
    op: 'cleanup_attachments',
    actor: 'https://social.test/users/lain',
    attachments: [{ type: 'Document', url: [{ href: 'https://social.test/a.png' }] }],
  },
  meta: {},
  tags: [],
  queue: 'attachments_cleanup',
  state: 'scheduled',
  errors: [],
  worker: 'Pleroma.Workers.AttachmentsCleanupWorker',
  attempt: 0,
  priority: 0,
  inserted_at: '<now>',
  attempted_at: null,
  attempted_by: null,
  cancelled_at: null,
  completed_at: null,
  discarded_at: null,
  max_attempts: 1,
  scheduled_at: '<in half an hour>',
};

/**
 * Leaves out the change of the post with the followers-only answer: the later release keeps its count, and nothing else
 * of it would change.
 */
function withAllCounts({ objects, ...others }: Changes): Changes {
  if (objects === undefined) return others;
  const isAsked = ({ set }: { set: Row }) => JSON.stringify(set.data).includes('objects/asked"');
  const updated = (objects.updated ?? []).filter(
    (update) => !(isAsked(update) && !JSON.stringify(update.set).includes('inReplyTo')),
  );
  return { ...others, objects: { ...objects, updated } };
}
