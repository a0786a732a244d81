import { sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Journal } from '../../database/change-records/journal.ts';
import { isThere } from '../../database/columns-there.ts';
import type { Instance } from '../instance.ts';

/** The columns that a removal empties, with their values (behaviour.md 12). */
const purged = {
  bio: '',
  raw_bio: null,
  email: null,
  name: null,
  password_hash: null,
  last_refreshed_at: null,
  last_digest_emailed_at: null,
  registration_reason: null,
  confirmation_token: null,
  mastofe_settings: null,
  mascot: null,
  avatar: {},
  banner: {},
  background: {},
  emoji: {},
  pleroma_settings_store: {},
  tags: [],
  domain_blocks: [],
  also_known_as: [],
  fields: [],
  raw_fields: [],
  note_count: 0,
  follower_count: 0,
  following_count: 0,
  is_locked: false,
  password_reset_pending: false,
  is_active: false,
  ap_enabled: false,
  is_moderator: false,
  is_admin: false,
  is_discoverable: false,
};

/**
 * Empties accounts as a removal does (behaviour.md 12). Personal data and preferences are deleted. The nickname, the
 * addresses and the keys stay, so that nobody else can take the account's place.
 *
 * Trap: the entities keep their old values. A flush of several entities would read the columns that it writes, and
 * nobody may read a password hash.
 */
export async function purge(
  { journal, instance, now }: { readonly journal: Journal; readonly instance: Instance; readonly now: Date },
  users: readonly User[],
): Promise<void> {
  const columns = Object.keys(purged).filter((column) => isThere(instance.features.columns, 'users', column));
  const ids = users.map(({ id }) => uuidFromFlakeId(id));
  await journal.update(
    'users',
    columns,
    sql`
      select u.id, ${sql.join(columns.map((column) => sql.ref(`empty.${column}`)))}
      from users u cross join jsonb_populate_record(null::users, ${JSON.stringify(purged)}::jsonb) empty
      where u.id = any(${sql.val(ids)}::uuid[])`,
    now,
  );
}
