import ms from 'ms';
import { type ActionTier, graverOf, isGraver, type Plan } from '../../operations/index.ts';

/** What a tier or an override says. */
export interface ApprovalRule {
  /** How many others must agree. 0: whoever asks decides alone. */
  readonly votes: number;
  /** Who has one of these may agree. */
  readonly roleIds: readonly string[];
  /** How long votes may take, in milliseconds. */
  readonly voteWithin: number;
  /** How long what was agreed to may wait to be run, in milliseconds. */
  readonly runWithin: number;
}

/** What an action takes besides someone who asks for it. */
export interface ApprovalRequirement extends Omit<ApprovalRule, 'roleIds'> {
  /** Who has a role of each of these sets may agree; there is at least one. */
  readonly roleSets: readonly (readonly string[])[];
}

export interface ApprovalPolicyRules {
  /** Whose roles let them ask; none where it takes no role, as in a terminal. */
  readonly askers: Readonly<Record<ActionTier, readonly string[]>>;
  readonly tiers: Readonly<Record<ActionTier, ApprovalRule>>;
  /** By operation, what differs from its tier. */
  readonly overrides: Readonly<Record<string, Partial<ApprovalRule> | undefined>>;
  /** More accounts than these make an action destructive. */
  readonly bulkLimit: number;
  /** How much of what is destructive one person may ask for within an hour; 0: as much as they like. */
  readonly destructivePerHour: number;
  /** Whether those who may agree are mentioned, once, when an action waits for them. */
  readonly approversMentioned: boolean;
}

/** Who must agree to what. */
export interface ApprovalPolicy extends ApprovalPolicyRules {
  /**
   * What an action takes. An override counts as it stands for the operation as it usually is. Where a plan has raised the
   * tier, both count, and whoever agrees satisfies both: who lets one command pass unasked, or to other people, does not mean
   * it for staff of the instance.
   *
   * @param tier that of the action, as `tierOf` gives it.
   * @param alsoTakes operations whose agreement it takes as well, as its plan says: the strictest counts.
   */
  requirementFor(operation: string, tier: ActionTier, alsoTakes?: readonly string[]): ApprovalRequirement;
}

/** These take the tier of the action that they are about, and have none of their own. */
const tierless: readonly string[] = ['action.undo', 'action.keep'];

/** These stop things, and wait for nobody's agreement unless an override of theirs says so. */
const urgent: readonly string[] = ['action.lock', 'staff.pause'];

/** @param operations every operation that there is, by its name. */
export function createPolicy(
  rules: ApprovalPolicyRules,
  operations: ReadonlyMap<string, { readonly tier: ActionTier }>,
): ApprovalPolicy {
  const usualTier = (operation: string, tier: ActionTier): ActionTier =>
    tierless.includes(operation) ? tier : (operations.get(operation)?.tier ?? tier);
  const requirementOf = (operation: string, tier: ActionTier): ApprovalRequirement => {
    const byTier = urgent.includes(operation) ? { ...rules.tiers[tier], votes: 0 } : rules.tiers[tier];
    const overridden = { ...byTier, ...rules.overrides[operation] };
    return strictestOf(isGraver(tier, usualTier(operation, tier)) ? [byTier, overridden] : [overridden]);
  };
  return {
    ...rules,
    requirementFor: (operation, tier, alsoTakes = []) =>
      strictest([
        requirementOf(operation, tier),
        ...alsoTakes.map((each) => requirementOf(each, graverOf(tier, usualTier(each, tier)))),
      ]),
  };
}

const strictestOf = (rules: readonly ApprovalRule[]): ApprovalRequirement =>
  strictest(rules.map(({ roleIds, ...rule }) => ({ ...rule, roleSets: [roleIds] })));

/** What satisfies all of these. Where votes are needed, those that need none have no say in who casts them, nor for how long. */
function strictest(agreements: readonly ApprovalRequirement[]): ApprovalRequirement {
  const voted = agreements.filter(({ votes }) => votes > 0);
  const counting = voted.length > 0 ? voted : agreements.slice(0, 1);
  const sets = counting.flatMap(({ roleSets }) => roleSets);
  return {
    votes: Math.max(...counting.map(({ votes }) => votes)),
    roleSets: sets.filter((set, place) => sets.findIndex((other) => isSameSet(set, other)) === place),
    voteWithin: Math.min(...counting.map(({ voteWithin }) => voteWithin)),
    runWithin: Math.min(...counting.map(({ runWithin }) => runWithin)),
  };
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role));

/** In a terminal nobody else is asked: whoever has a shell and the database's password may do anything the database may. */
export function openPolicy(bulkLimit: number): ApprovalPolicy {
  const alone: ApprovalRule = { votes: 0, roleIds: [], voteWithin: ms('24h'), runWithin: ms('1h') };
  const tiers = { routine: alone, sensitive: alone, destructive: alone };
  const askers = { routine: [], sensitive: [], destructive: [] };
  return createPolicy(
    { askers, tiers, overrides: {}, bulkLimit, destructivePerHour: 0, approversMentioned: false },
    new Map(),
  );
}

/** How dangerous an action is: as its operation, or as its plan where that is worse, or as its reach. */
export function tierOf(
  operation: { readonly tier: ActionTier },
  plan: Pick<Plan, 'tier' | 'size'>,
  { bulkLimit }: Pick<ApprovalPolicy, 'bulkLimit'>,
): ActionTier {
  if ((plan.size ?? 0) > bulkLimit) return 'destructive';
  const byPlan = plan.tier ?? operation.tier;
  return graverOf(byPlan, operation.tier);
}
