import {
  type ApprovalPolicy,
  type ApprovalRule,
  askingTier,
  isAsTheAction,
} from '../../src/actions/index.ts';
import {
  type ActionCommand,
  type Catalogue,
  type CommandEntry,
  entriesFor,
} from '../../src/command/index.ts';
import type { ActionTier } from '../../src/operations/index.ts';
import { durationInWords } from '../../src/text/duration.ts';
import type { Json, ReplyField } from '../../src/text/reply.ts';
import { approvals } from '../../src/text/sentences.ts';
import {
  bySurface,
  capitalized,
  command,
  joinTexts,
  plain,
  roles,
  type Text,
  text,
} from '../../src/text/text.ts';

const tiers: readonly ActionTier[] = ['routine', 'sensitive', 'destructive'];

type ActionEntry = CommandEntry<ActionCommand>;

/** Returns a field for each tier: its rule, its commands, and the commands with exceptions, each on its own line. */
export const tierFields = (policy: ApprovalPolicy, catalogue: Catalogue): ReplyField[] => [
  ...tiers.map((tier) => ({
    name: plain(capitalized([tier])),
    value: linesOf(ruleInWords(policy, tier), inTier(catalogue, tier), policy),
  })),
  {
    name: 'Depends on the action',
    value: linesOf(
      text`Needs the roles and approvals of the action that it changes.`,
      asTheAction(catalogue),
      policy,
    ),
  },
];

/** The same as data. Commands are called as an exception calls them, such as `user.rm`. */
export const tierData = (policy: ApprovalPolicy, catalogue: Catalogue) => ({
  tiers: Object.fromEntries(
    tiers.map((tier) => [
      tier,
      {
        may_ask: policy.askers[tier],
        ...dataOf(policy.tiers[tier]),
        commands: inTier(catalogue, tier).map(operationOf),
      },
    ]),
  ),
  asked_by_moderators: actionEntries(catalogue)
    .filter(({ command }) => command.definition.operation.forModerators)
    .map(operationOf),
  as_the_action: asTheAction(catalogue).map(operationOf),
  overrides: Object.fromEntries(
    Object.entries(policy.overrides).map(([operation, said]) => [operation, dataOf(said)]),
  ),
});

const actionEntries = (catalogue: Catalogue): ActionEntry[] =>
  entriesFor(catalogue, () => true).flatMap(({ path, command }) =>
    command.kind === 'action' ? [{ path, command }] : [],
  );

const inTier = (catalogue: Catalogue, tier: ActionTier): ActionEntry[] =>
  actionEntries(catalogue).filter(
    ({ command }) => command.tier === tier && !isAsTheAction(command.operation),
  );

const asTheAction = (catalogue: Catalogue): ActionEntry[] =>
  actionEntries(catalogue).filter(({ command }) => isAsTheAction(command.operation));

const operationOf = ({ command }: ActionEntry): string => command.operation;

function linesOf(rule: Text, entries: readonly ActionEntry[], policy: ApprovalPolicy): Text {
  const excepted = entries.flatMap((entry) => exceptionOf(entry, policy));
  const others = entries.filter(({ path }) => excepted.every((exception) => exception.path !== path));
  return joinTexts([rule, ...listOf(others), ...excepted.map(({ line }) => line)], '\n');
}

/**
 * How many commands are on a line. A field is split at ends of lines where it is too long for Discord, so that a tier can
 * have any number of commands.
 */
const inOneLine = 15;

const listOf = (entries: readonly ActionEntry[]): Text[] =>
  Array.from({ length: Math.ceil(entries.length / inOneLine) }, (_, row) =>
    joinTexts(
      entries.slice(row * inOneLine, (row + 1) * inOneLine).map(({ path }) => named(path)),
      ', ',
    ),
  );

/** Many commands in quotation marks are hard to read in a terminal. */
const named = (path: string): Text => bySurface({ inDiscord: command(path), inTerminal: [path] });

function ruleInWords({ tiers, askers }: ApprovalPolicy, tier: ActionTier): Text {
  const { votes, roleIds, voteWithin, runWithin } = tiers[tier];
  const agreed =
    votes > 0
      ? [
          text`${approvals(votes)} by ${roles(roleIds, ' or ')}`,
          votingTime(voteWithin),
          runningTime(runWithin),
        ]
      : [tier === 'destructive' ? text`${approvals(0)}, but the requester confirms` : approvals(0)];
  return joinTexts([text`Requested by ${roles(askers[tier], ' or ')}`, ...agreed], ' · ');
}

/** Describes how the rule of a command differs from that of its tier; nothing where it does not. */
function exceptionOf(
  { path, command: { operation, tier, definition } }: ActionEntry,
  policy: ApprovalPolicy,
): { readonly path: string; readonly line: Text }[] {
  const askers = policy.askers[askingTier(definition.operation, tier)];
  const isAskedByMore = askers.length > policy.askers[tier].length;
  const own = policy.overrides[operation];
  const { votes } = policy.requirementFor(operation, tier);
  // A command that stops things has an exception without a setting.
  const rule = votes === policy.tiers[tier].votes ? own : { votes, ...own };
  if (rule === undefined && !isAskedByMore) return [];
  const differences = [
    ...(isAskedByMore ? [text`requested by ${roles(askers, ' or ')}`] : []),
    ...differencesIn(rule ?? {}),
  ];
  const said = differences.length === 0 ? text`none` : joinTexts(differences, ' · ');
  return [{ path, line: text`${named(path)} · exception: ${said}` }];
}

const differencesIn = ({ votes, roleIds, voteWithin, runWithin }: Partial<ApprovalRule>): Text[] => [
  ...(votes === undefined ? [] : [approvals(votes)]),
  ...(roleIds === undefined ? [] : [text`approved by ${roles(roleIds, ' or ')}`]),
  ...(voteWithin === undefined ? [] : [votingTime(voteWithin)]),
  ...(runWithin === undefined ? [] : [runningTime(runWithin)]),
];

const votingTime = (voteWithin: number): Text =>
  text`a request expires after ${[durationInWords(voteWithin)]}`;

const runningTime = (runWithin: number): Text =>
  text`an approved action expires if it has not run within ${[durationInWords(runWithin)]}`;

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
