import { z } from 'zod';
import type { ApprovalPolicy, ApprovalRule } from '../../src/actions/index.ts';
import { type CommandContext, defineQueryCommand } from '../../src/command/index.ts';
import { type ActionTier, listPauses, readLock } from '../../src/operations/index.ts';
import { durationInWords } from '../../src/text/duration.ts';
import type { Json } from '../../src/text/reply.ts';
import { approvals } from '../../src/text/sentences.ts';
import { code, command, joinTexts, roles, type Text, text } from '../../src/text/text.ts';
import { lockInWords, restraintsOf } from './restraints.ts';

const tiers: readonly ActionTier[] = ['routine', 'sensitive', 'destructive'];

/**
 * `/action policy`: shows who may request what, who must approve and when requests expire, as configured in the
 * environment. It also shows the lock and the pauses.
 */
export const policy = defineQueryCommand({
  name: 'policy',
  description: 'Show who may request what, who must approve, and when requests expire',
  example: 'action policy',
  visibility: 'private',
  args: z.strictObject({}),

  read: async (context) => {
    const lock = await readLock(context.em);
    const pauses = await listPauses(context.em);
    const { policy, readTeamPolicy } = context;
    const isTerminal = readTeamPolicy != null;
    const team = isTerminal ? readTeamPolicy() : policy;
    const reply = team === null ? unknown : replyOf(team, context.wordsFor);
    return {
      ...reply,
      line: lock === null ? text`Steward is not locked.` : lockInWords(lock),
      fields: [
        ...reply.fields,
        ...restraintsOf(team, pauses, context.caller),
        ...(isTerminal ? [{ name: 'In a terminal', value: inTerminal }] : []),
      ],
      data: {
        ...reply.data,
        destructive_per_hour: team?.destructivePerHour ?? null,
        lock: lock === null ? null : { ...lock, since: lock.since.toISOString() },
        paused: pauses.map(({ person, name, by, isAutomatic, reason, until }) => ({
          ...{ person, name, by, automatic: isAutomatic, reason },
          until: until.toISOString(),
        })),
      },
    };
  },
});

const inTerminal = text`Nobody has to approve, and no role is needed. Commands that ask are confirmed with yes, or by ${code('--yes')}. The lock applies, but no pause and no limit.`;

/** The part of the reply that the environment determines, where it has no settings of the bot. */
const unknown = {
  tone: 'information' as const,
  title: text`Approval rules`,
  body: text`The rules in Discord are not known here, because the settings of the bot are not here: ${code('ADMIN_ROLE_IDS')} is not set.`,
  fields: [],
  data: { tiers: null, overrides: null, bulk_limit: null, approvers_mentioned: null },
};

/** Makes the part of the reply that the environment determines. */
const replyOf = (policy: ApprovalPolicy, wordsFor: CommandContext['wordsFor']) => ({
  tone: 'information' as const,
  title: text`Approval rules`,
  body: joinTexts(
    [
      ...tiers.map((tier) => tierInWords(policy, tier)),
      ...Object.entries(policy.overrides).map(([operation, said]) =>
        overrideInWords(wordsFor(operation), said),
      ),
    ],
    '\n',
  ),
  fields: [
    {
      name: 'Always destructive',
      value: text`Acting on more than ${policy.bulkLimit} accounts, or on an admin or moderator of the instance; making an account an admin.${[Object.keys(policy.overrides).length === 0 ? '' : ' An exception above then applies only if it needs at least as many approvals.']}`,
    },
    {
      name: 'How approval works',
      value: text`Nobody can approve their own request. One denial ends a request, and a request without enough approvals expires. A request that needs approval needs a reason. ${[policy.approversMentioned ? 'Each request mentions the approver roles once' : 'Requests mention nobody']}.`,
    },
  ],
  data: {
    tiers: Object.fromEntries(
      tiers.map((tier) => [tier, { may_ask: policy.askers[tier], ...dataOf(policy.tiers[tier]) }]),
    ),
    overrides: Object.fromEntries(
      Object.entries(policy.overrides).map(([operation, said]) => [operation, dataOf(said)]),
    ),
    bulk_limit: policy.bulkLimit,
    approvers_mentioned: policy.approversMentioned,
  },
});

function tierInWords({ tiers, askers }: ApprovalPolicy, tier: ActionTier): Text {
  const { votes, roleIds, voteWithin, runWithin } = tiers[tier];
  const asked = roles(askers[tier], ' or ');
  const agreed =
    votes > 0
      ? [
          text`${approvals(votes)} by ${roles(roleIds, ' or ')}`,
          votingTime(voteWithin),
          runningTime(runWithin),
        ]
      : [tier === 'destructive' ? text`${approvals(0)}, but the requester confirms` : approvals(0)];
  return text`${[capitalised(tier)]} · ${joinTexts([text`requested by ${asked}`, ...agreed], ' · ')}`;
}

/** Describes how an override differs from its tier. */
function overrideInWords(
  words: string,
  { votes, roleIds, voteWithin, runWithin }: Partial<ApprovalRule> = {},
): Text {
  const differences = [
    ...(votes === undefined ? [] : [approvals(votes)]),
    ...(roleIds === undefined ? [] : [text`approved by ${roles(roleIds, ' or ')}`]),
    ...(voteWithin === undefined ? [] : [votingTime(voteWithin)]),
    ...(runWithin === undefined ? [] : [runningTime(runWithin)]),
  ];
  const said = differences.length === 0 ? text`none` : joinTexts(differences, ' · ');
  return text`${command(words)} · exception: ${said}`;
}

const votingTime = (voteWithin: number): Text =>
  text`a request expires after ${[durationInWords(voteWithin)]}`;

const runningTime = (runWithin: number): Text =>
  text`an approved action expires if it has not run within ${[durationInWords(runWithin)]}`;

const capitalised = (tier: string): string => tier.charAt(0).toUpperCase() + tier.slice(1);

const dataOf = ({
  votes,
  roleIds,
  voteWithin,
  runWithin,
}: Partial<ApprovalRule> = {}): Record<string, Json> => ({
  ...(votes === undefined ? {} : { votes }),
  ...(roleIds === undefined ? {} : { may_agree: roleIds }),
  ...(voteWithin === undefined ? {} : { vote_within_ms: voteWithin }),
  ...(runWithin === undefined ? {} : { run_within_ms: runWithin }),
});
