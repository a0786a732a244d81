import { z } from 'zod';
import type { Action } from '../../../entities/steward/index.ts';
import {
  type Bound,
  type CountKey,
  type Counts,
  type Difference,
  differencesBetween,
  type Facts,
  type OwnerMail,
  type Plan,
} from '../../operations/index.ts';
import type { Text } from '../../text/text.ts';
import type { ApprovalPolicy, ApprovalRequirement } from '../access/approval-policy.ts';

const piece: z.ZodType<Text[number]> = z.union([
  z.string(),
  z.object({ foreign: z.string() }),
  z.object({ at: z.coerce.date() }),
  z.object({ person: z.string(), name: z.string() }),
  z.object({ role: z.string() }),
  z.object({ channel: z.string() }),
  z.object({ command: z.string() }),
  z.object({ option: z.string() }),
  z.object({
    line: z.string(),
    args: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        form: z.enum(['positional', 'flag', 'option']),
        shown: z.enum(['person', 'time']).optional(),
      }),
    ),
  }),
  z.object({ code: z.string() }),
  z.object({ hidden: z.array(z.lazy(() => piece)) }),
  z.object({ link: z.string(), name: z.array(z.lazy(() => piece)) }),
  z.object({
    action: z.number(),
    card: z.object({ guildId: z.string(), channelId: z.string(), messageId: z.string() }).nullable(),
    as: z.enum(['number', 'card']),
  }),
  z.object({ inDiscord: z.array(z.lazy(() => piece)), inTerminal: z.array(z.lazy(() => piece)) }),
]);

/** The names of the counts in rows of Steward 0.1.0 and before. */
const keyOfLabel: Readonly<Record<string, CountKey>> = {
  'accounts to confirm': 'accounts_to_confirm',
  'accounts to unconfirm': 'accounts_to_unconfirm',
  'accounts activated': 'accounts_to_activate',
  'accounts deactivated': 'accounts_to_deactivate',
  'accounts that stay deactivated': 'accounts_kept_deactivated',
  'follows of local accounts that end': 'local_follows_ended',
  'local followers unsubscribed': 'local_followers_unsubscribed',
  'sessions that end': 'sessions_ended',
  'report notifications deleted': 'report_notifications_deleted',
  'actions undone': 'actions_undone',
  'accounts put back': 'restored_accounts',
  'follows that come back': 'restored_follows',
  'follows asked for anew': 'restored_follows_asked_for_anew',
  'follows that end': 'restored_follows_ended',
  'notifications that come back': 'restored_notifications',
  'bookmarks that come back': 'restored_bookmarks',
  'report notes that come back': 'restored_report_notes',
  'invites that can be used again': 'restored_invites',
  'invites deleted': 'restored_invites_deleted',
  'mails not sent after all': 'restored_mails',
  'accounts left to an earlier action': 'restored_released',
  'left as they are': 'left_unchanged',
};

const withKeys = (stored: Readonly<Record<string, number>>): Counts =>
  Object.fromEntries(Object.entries(stored).map(([name, count]) => [keyOfLabel[name] ?? name, count]));

const storedPlan = z.object({
  target: z.string().default(''),
  identity: z.string().optional(),
  counts: z.record(z.string(), z.number()).default({}).transform(withKeys),
  samples: z.array(z.string()).default([]),
  before: z.array(z.array(piece)).default([]),
  warnings: z.array(z.array(piece)).default([]),
  role: z.string().optional(),
  size: z.number().optional(),
  mail: z.object({ preset: z.string(), subject: z.string(), text: z.string() }).optional(),
  // Missing in rows of Steward 0.1.0 and before.
  facts: z.record(z.string(), z.json()).nullable().default(null),
});

const storedRequirement = z.object({ alsoTakes: z.array(z.string()).default([]) });

/** The part of a plan that people saw. */
export interface StoredPlan extends Pick<Plan, 'target' | 'counts' | 'samples'> {
  readonly before?: readonly Text[];
  readonly warnings: readonly Text[];
  readonly identity?: string | undefined;
  readonly role?: string | undefined;
  /** Missing in rows of earlier versions, too. */
  readonly size?: number | undefined;
  readonly mail?: OwnerMail | undefined;
  /** Null in rows of Steward 0.1.0 and before, which stored no facts. */
  readonly facts: Facts | null;
}

/**
 * Returns how a new plan differs from the stored one, in what the fingerprint covers; null where the stored plan has no
 * facts to compare.
 */
export const differencesFrom = (stored: StoredPlan, now: Bound): Difference[] | null =>
  stored.facts === null ? null : differencesBetween({ ...stored, facts: stored.facts }, now);

/** Returns the approvals that an action with a stored plan needs. */
export const requirementOf = (
  policy: ApprovalPolicy,
  { operation, tier, plan }: Pick<Action, 'operation' | 'tier' | 'plan'>,
): ApprovalRequirement => policy.requirementFor(operation, tier, storedRequirement.parse(plan).alsoTakes);

/** Whether a row has a plan, and not only a target as it was typed. */
export const hasPlan = (stored: unknown): boolean => 'counts' in Object(stored);

/** Parses the plan of a row. */
export const readPlan = (stored: unknown): StoredPlan => storedPlan.parse(stored);

/** Parses the plan of a row; null where another version of Steward stored it in a form that this one cannot read. */
export const readPlanIfKnown = (stored: unknown): StoredPlan | null =>
  storedPlan.safeParse(stored).data ?? null;
