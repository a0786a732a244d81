import ms from 'ms';
import { type ActionTier, isStricter, type Plan, stricterOf } from '../../operations/index.ts';

/** The rule of a tier, or of an override. */
export interface ApprovalRule {
  /** How many others must approve. 0: the requester decides alone. */
  readonly votes: number;
  /** An approver needs one of these roles. */
  readonly roleIds: readonly string[];
  /** How long the vote may take, in milliseconds. */
  readonly voteWithin: number;
  /** How long an approved action may wait to run, in milliseconds. */
  readonly runWithin: number;
}

/** The approvals that an action needs. */
export interface ApprovalRequirement extends Omit<ApprovalRule, 'roleIds'> {
  /** An approver needs a role of each of these sets; there is at least one set. */
  readonly roleSets: readonly (readonly string[])[];
}

export interface ApprovalPolicyRules {
  /** The roles that may request an action of a tier; empty where no role is needed, as in the console. */
  readonly askers: Readonly<Record<ActionTier, readonly string[]>>;
  readonly tiers: Readonly<Record<ActionTier, ApprovalRule>>;
  /** The deviations from the rule of the tier, by operation. */
  readonly overrides: Readonly<Record<string, Partial<ApprovalRule> | undefined>>;
  /** The number of accounts above which an action is destructive. */
  readonly bulkLimit: number;
  /** How many destructive actions one person may request within an hour; 0: no limit. */
  readonly destructivePerHour: number;
  /** Whether the roles that may approve are mentioned, once, when an action waits for approval. */
  readonly approversMentioned: boolean;
}

/** The rules, and the requirement that follows from them for an action. */
export interface ApprovalPolicy extends ApprovalPolicyRules {
  /**
   * Returns the approvals that an action needs. Where an action has the usual tier of its operation, an override
   * replaces the rule of the tier. Where its plan has raised the tier, the rule of that tier and the override both
   * apply, and an approver must satisfy both: an admin who lets one command run without approval, or with approval by
   * other roles, does not mean that for the staff of the instance.
   *
   * @param tier the tier of the action, from `tierOf`.
   * @param alsoRequires other operations whose approval the plan needs as well: the strictest rules apply.
   */
  requirementFor(operation: string, tier: ActionTier, alsoRequires?: readonly string[]): ApprovalRequirement;
}

const tierless: readonly string[] = ['action.undo', 'action.keep'];

/** Whether an operation has the tier of the action that it is about, and none of its own. */
export const isAsTheAction = (operation: string): boolean => tierless.includes(operation);

/** Operations that stop things. They need no approval unless an override asks for it. */
const urgent: readonly string[] = ['action.lock', 'staff.pause'];

/** @param operations every operation that has a command, by name. */
export function createPolicy(
  rules: ApprovalPolicyRules,
  operations: ReadonlyMap<string, { readonly tier: ActionTier }>,
): ApprovalPolicy {
  const usualTier = (operation: string, tier: ActionTier): ActionTier =>
    isAsTheAction(operation) ? tier : (operations.get(operation)?.tier ?? tier);
  const requirementOf = (operation: string, tier: ActionTier): ApprovalRequirement => {
    const byTier = urgent.includes(operation) ? { ...rules.tiers[tier], votes: 0 } : rules.tiers[tier];
    const overridden = { ...byTier, ...rules.overrides[operation] };
    return strictestOf(isStricter(tier, usualTier(operation, tier)) ? [byTier, overridden] : [overridden]);
  };
  return {
    ...rules,
    requirementFor: (operation, tier, alsoRequires = []) =>
      strictest([
        requirementOf(operation, tier),
        ...alsoRequires.map((each) => requirementOf(each, stricterOf(tier, usualTier(each, tier)))),
      ]),
  };
}

const strictestOf = (rules: readonly ApprovalRule[]): ApprovalRequirement =>
  strictest(rules.map(({ roleIds, ...rule }) => ({ ...rule, roleSets: [roleIds] })));

/**
 * Combines requirements into one that satisfies all of them. Where some need votes, those that need none are ignored:
 * they restrict neither the approvers nor the times.
 */
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

/**
 * The policy of the console, which needs no approvals: a person with a shell and the database's password can do
 * anything that the database allows.
 */
export function openPolicy(bulkLimit: number): ApprovalPolicy {
  const alone: ApprovalRule = { votes: 0, roleIds: [], voteWithin: ms('24h'), runWithin: ms('1h') };
  const tiers = { routine: alone, sensitive: alone, destructive: alone };
  const askers = { routine: [], sensitive: [], destructive: [] };
  return createPolicy(
    { askers, tiers, overrides: {}, bulkLimit, destructivePerHour: 0, approversMentioned: false },
    new Map(),
  );
}

/**
 * Returns the tier of an action: the higher tier of its operation and its plan, or `destructive` if it is on more
 * accounts than `bulkLimit`.
 */
export function tierOf(
  operation: { readonly tier: ActionTier },
  plan: Pick<Plan, 'tier' | 'size'>,
  { bulkLimit }: Pick<ApprovalPolicy, 'bulkLimit'>,
): ActionTier {
  if ((plan.size ?? 0) > bulkLimit) return 'destructive';
  const byPlan = plan.tier ?? operation.tier;
  return stricterOf(byPlan, operation.tier);
}
