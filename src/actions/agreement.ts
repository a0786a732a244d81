import ms from 'ms';
import type { Plan, Tier } from '../operations/index.ts';

/** The tiers of what changes something. */
export type ActingTier = Exclude<Tier, 'read'>;

/** What an action takes besides someone who asks for it. */
export interface Agreement {
  /** How many others must agree. 0: whoever asks decides alone. */
  readonly votes: number;
  /** Who has one of these may agree. */
  readonly roleIds: readonly string[];
  /** How long votes may take, in milliseconds. */
  readonly voteWithin: number;
  /** How long what was agreed to may wait to be run, in milliseconds. */
  readonly runWithin: number;
}

export interface PolicyRules {
  /** Whose roles let them ask; none where it takes no role, as in a terminal. */
  readonly askers: Readonly<Record<ActingTier, readonly string[]>>;
  readonly tiers: Readonly<Record<ActingTier, Agreement>>;
  /** By operation, what differs from its tier. */
  readonly overrides: Readonly<Record<string, Partial<Agreement> | undefined>>;
  /** More accounts than these make an action destructive. */
  readonly bulkLimit: number;
  /** How much of what is destructive one person may ask for within an hour; 0: as much as they like. */
  readonly destructivePerHour: number;
  /** Whether those who may agree are mentioned, once, when an action waits for them. */
  readonly approversMentioned: boolean;
}

/** Who must agree to what. */
export interface Policy extends PolicyRules {
  /**
   * What an action takes. An override counts as it stands for the operation as it usually is. Where a plan has raised the
   * tier, it counts only if it asks for at least as many votes as that tier: who lets one command pass unasked does not
   * mean it for staff of the instance.
   *
   * @param tier that of the action, as `tierOf` gives it.
   */
  agreementFor(operation: string, tier: ActingTier): Agreement;
}

/** Takes the tier of what it takes back, and none of its own. */
export const undoOperation = 'action.undo';

/** These stop things, and wait for nobody's agreement unless an override of theirs says so. */
const urgent: readonly string[] = ['action.lock', 'staff.pause'];

const gravity: Readonly<Record<ActingTier, number>> = { routine: 0, sensitive: 1, destructive: 2 };

/** Whether what is of one tier is more dangerous than what is of another. */
export const isGraver = (tier: ActingTier, than: ActingTier): boolean => gravity[tier] > gravity[than];

/** @param usualTiers of every operation that there is, by its name. */
export function createPolicy(rules: PolicyRules, usualTiers: ReadonlyMap<string, ActingTier>): Policy {
  return {
    ...rules,
    agreementFor: (operation, tier) => {
      const byTier = urgent.includes(operation) ? { ...rules.tiers[tier], votes: 0 } : rules.tiers[tier];
      const overridden = { ...byTier, ...rules.overrides[operation] };
      const usual = operation === undoOperation ? tier : (usualTiers.get(operation) ?? tier);
      return isGraver(tier, usual) && overridden.votes < byTier.votes ? byTier : overridden;
    },
  };
}

/** In a terminal nobody else is asked: whoever has a shell and the database's password may do anything the database may. */
export function openPolicy(bulkLimit: number): Policy {
  const alone: Agreement = { votes: 0, roleIds: [], voteWithin: ms('24h'), runWithin: ms('1h') };
  const tiers = { routine: alone, sensitive: alone, destructive: alone };
  const askers = { routine: [], sensitive: [], destructive: [] };
  return createPolicy(
    { askers, tiers, overrides: {}, bulkLimit, destructivePerHour: 0, approversMentioned: false },
    new Map(),
  );
}

/** How dangerous an action is: as its operation, or as its plan where that is worse, or as its reach. */
export function tierOf(
  operation: { readonly tier: ActingTier },
  plan: Pick<Plan, 'tier' | 'size'>,
  { bulkLimit }: Pick<Policy, 'bulkLimit'>,
): ActingTier {
  if ((plan.size ?? 0) > bulkLimit) return 'destructive';
  const byPlan = plan.tier ?? operation.tier;
  return isGraver(byPlan, operation.tier) ? byPlan : operation.tier;
}
