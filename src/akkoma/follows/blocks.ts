import { type RawBuilder, sql } from 'kysely';

/** Values of `user_relationships.relationship_type`. */
const [block, notificationMute] = [1, 4];

/**
 * Whether one of two accounts blocks the other, or a local one blocks the other's domain. Akkoma then lets neither
 * follow or notify the other (behaviour.md 20.3).
 *
 * @param a the alias of one row of `users`.
 * @param b the alias of the other.
 */
export const isBlocked = (a: string, b: string): RawBuilder<boolean> =>
  sql`(${relates(a, block, b)} or ${relates(b, block, a)} or ${blocksDomainOf(a, b)} or ${blocksDomainOf(b, a)})`;

/** Whether an account has muted the notifications that another account causes. */
export const mutesNotifications = (recipient: string, author: string): RawBuilder<boolean> =>
  relates(recipient, notificationMute, author);

const relates = (source: string, type: number, target: string): RawBuilder<boolean> => sql`exists (
  select from user_relationships relationship
  where relationship.source_id = ${sql.ref(`${source}.id`)} and relationship.target_id = ${sql.ref(`${target}.id`)}
    and relationship.relationship_type = ${type})`;

/** A blocked domain covers only itself; with a leading `*.` it also covers all its subdomains. */
const blocksDomainOf = (blocker: string, other: string): RawBuilder<boolean> => sql`(
  ${sql.ref(`${blocker}.local`)} and exists (
    select from unnest(${sql.ref(`${blocker}.domain_blocks`)}) as blocked_domain (pattern),
      lower(substring(${sql.ref(`${other}.ap_id`)} from '^https?://([^/:]+)')) as host
    where host = lower(regexp_replace(pattern, '^\\*\\.', ''))
      or starts_with(pattern, '*.') and right(host, length(pattern) - 1) = lower(substring(pattern from 2))))`;
