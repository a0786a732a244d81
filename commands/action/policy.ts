import { z } from 'zod';
import type { ApprovalPolicy, ApprovalRule } from '../../src/actions/index.ts';
import { defineQueryCommand } from '../../src/command/index.ts';
import { type ActionTier, listPauses, readLock } from '../../src/operations/index.ts';
import { durationInWords } from '../../src/text/duration.ts';
import { plural } from '../../src/text/plural.ts';
import type { Json } from '../../src/text/reply.ts';
import { joinTexts, roles, type Text, text } from '../../src/text/text.ts';
import { lockInWords, restraintsOf } from './restraints.ts';

const tiers: readonly ActionTier[] = ['routine', 'sensitive', 'destructive'];

/**
 * `/action policy`: shows who may ask for what, who must approve and how long actions wait, as configured in the
 * environment. It also shows the lock and the pauses.
 */
export const policy = defineQueryCommand({
  name: 'policy',
  description: 'Say who may ask for what, who must agree, and how long things wait',
  example: 'action policy',
  visibility: 'private',
  args: z.strictObject({}),

  read: async (context) => {
    const lock = await readLock(context.em);
    const pauses = await listPauses(context.em);
    const { line, ...reply } = replyOf(context.policy);
    return {
      ...reply,
      line: lock === null ? line : text`${lockInWords(lock)} ${line}`,
      fields: [...reply.fields, ...restraintsOf(context.policy, pauses)],
      data: {
        ...reply.data,
        destructive_per_hour: context.policy.destructivePerHour,
        lock: lock === null ? null : { ...lock, since: lock.since.toISOString() },
        paused: pauses.map((pause) => ({ ...pause, until: pause.until.toISOString() })),
      },
    };
  },
});

/** Makes the part of the reply that the environment determines. */
const replyOf = (policy: ApprovalPolicy) => ({
  tone: 'information' as const,
  line: joinTexts(
    tiers.map((tier) => text`${[capitalised(tier)]}: ${votesInWords(policy.tiers[tier].votes)}.`),
    ' ',
  ),
  title: text`Who must agree`,
  body: joinTexts(
    [
      ...tiers.map((tier) => tierInWords(policy, tier)),
      ...Object.entries(policy.overrides).map(overrideInWords),
    ],
    '\n',
  ),
  fields: [
    {
      name: 'What counts as destructive, whatever the command',
      value: text`To act on more than ${policy.bulkLimit} accounts, or on an admin or moderator of the instance; to make someone an admin.${[Object.keys(policy.overrides).length === 0 ? '' : ' What is said above of a single command counts then only if it asks for at least as many votes.']}`,
    },
    {
      name: 'How it is agreed',
      value: text`Nobody agrees to what they asked for themselves, one no ends it, and silence is a no. Where others must agree, a reason is asked for. ${[policy.approversMentioned ? 'Those who may agree are mentioned once when something waits for them' : 'Nobody is mentioned when something waits']}.`,
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
  const asked = askers[tier].length === 0 ? text`whoever can start Steward` : roles(askers[tier], ' or ');
  const agreed =
    votes > 0
      ? [
          text`${[others(votes)]} with ${roles(roleIds, ' or ')} must agree`,
          votingTime(voteWithin),
          runningTime(runWithin),
        ]
      : [tier === 'destructive' ? text`nobody else need agree, and whoever asks confirms` : votesInWords(0)];
  return text`${[capitalised(tier)]} · ${joinTexts([text`asked for by ${asked}`, ...agreed], '; ')}`;
}

/** Describes how an override differs from its tier. */
function overrideInWords([operation, { votes, roleIds, voteWithin, runWithin } = {}]: readonly [
  string,
  Partial<ApprovalRule> | undefined,
]): Text {
  const differences = [
    ...(votes === undefined ? [] : [votesInWords(votes)]),
    ...(roleIds === undefined ? [] : [text`${roles(roleIds, ' or ')} may agree`]),
    ...(voteWithin === undefined ? [] : [votingTime(voteWithin)]),
    ...(runWithin === undefined ? [] : [runningTime(runWithin)]),
  ];
  const said = differences.length === 0 ? text`nothing` : joinTexts(differences, '; ');
  return text`/${operation.replace('.', ' ')} · unlike its tier: ${said}`;
}

const others = (votes: number): string => `${votes} ${plural(votes, 'other', 'others')}`;

const votesInWords = (votes: number): Text =>
  votes === 0 ? text`nobody else need agree` : text`${[others(votes)]} must agree`;

const votingTime = (voteWithin: number): Text => text`votes may take ${[durationInWords(voteWithin)]}`;

const runningTime = (runWithin: number): Text =>
  text`what was agreed to may wait ${[durationInWords(runWithin)]} to be done`;

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
