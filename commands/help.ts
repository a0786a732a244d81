import { z } from 'zod';
import type { ApprovalPolicy } from '../src/actions/index.ts';
import type { Instance } from '../src/akkoma/instance.ts';
import { unknownTo } from '../src/akkoma/schema/fit.ts';
import {
  type Catalogue,
  type Command,
  type CommandEntry,
  defineQueryCommand,
  entriesFor,
  roleFor,
  undoInWords,
  whatFirst,
} from '../src/command/index.ts';
import type { Raise } from '../src/operations/index.ts';
import { NotFound } from '../src/text/errors.ts';
import { nearestFew } from '../src/text/nearest.ts';
import type { Reply } from '../src/text/reply.ts';
import { approvals, didYouMean } from '../src/text/sentences.ts';
import {
  capitalized,
  code,
  command as commandMention,
  joinTexts,
  plain,
  type Text,
  text,
} from '../src/text/text.ts';

/**
 * `/help`: lists or explains the commands that the caller may use, from the definitions of the commands.
 *
 * @param catalogue returns the registry that contains this command. It is a function because the registry does not
 * exist yet when the command is made.
 */
export const createHelp = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'help',
    description: 'Explain the commands and their options',
    example: 'help command:user deactivate',
    visibility: 'private',
    args: z.strictObject({
      command: z
        .string()
        .max(100, 'must have at most 100 characters')
        .optional()
        .meta({ description: 'Command to explain, such as user deactivate', suggest: 'command' }),
    }),

    async read({ may, policy, instance }, { command }) {
      const entries = entriesFor(catalogue(), may);
      if (command === undefined) return overview(entries, instance, unknownTo(instance));
      const all = catalogue();
      const asked = command.trim().replace(/^\//, '').replace(/\s+/g, ' ').toLowerCase();
      const entry = entries.find(({ path }) => path === all.pathOf(asked));
      const group = entries.filter(({ path }) => path.startsWith(`${asked} `));
      if (group.length > 0) return overview(group, instance, []);
      if (entry === undefined) {
        const paths = entries.map(({ path }) => path);
        const theirs = [...all.akkomaWords].flatMap(([words, path]) => (paths.includes(path) ? [words] : []));
        const words = [...paths, ...theirs];
        const similar = [...namedLike(asked, words), ...nearestFew(asked, words)].map(all.pathOf);
        const near = [...new Set(similar)].slice(0, 3);
        throw new NotFound(
          text`No command ${code(asked)} that you can use. ${didYouMean(near, text`Run ${commandMention('help')} alone to list the commands.`)}`,
        );
      }
      return explanation(entry, policy, instance);
    },
  });

/** The words of the commands of any group with this name, or with names like it. */
function namedLike(asked: string, words: readonly string[]): string[] {
  const nameOf = (each: string) => each.slice(each.indexOf(' ') + 1);
  const names = nearestFew(asked, words.map(nameOf));
  return names.flatMap((name) => words.filter((each) => nameOf(each) === name));
}

/** How many commands of a group stand in a line of the list of all commands. */
const perLine = 5;

/** Several commands to a line. A message splits a long field between lines. */
const inLines = (commands: readonly Text[]): Text =>
  joinTexts(
    Array.from({ length: Math.ceil(commands.length / perLine) }, (_, line) =>
      joinTexts(commands.slice(line * perLine, (line + 1) * perLine), ' · '),
    ),
    '\n',
  );

const ruledOut = ({ command }: CommandEntry, instance: Instance): string[] => [
  whyRuledOut(command, instance) === null ? '' : ' (refused on this instance)',
];

/** Lists commands: all of them by their names, and those of one group with what they do. */
function overview(entries: readonly CommandEntry[], instance: Instance, unknown: readonly number[]): Reply {
  const newer =
    unknown.length === 0
      ? text``
      : text` This version of Akkoma is newer than Steward knows: Steward may refuse some commands that change something. Tell the administrator of Steward.`;
  const groups = Map.groupBy(entries, ({ path }) => path.split(' ')[0] ?? path);
  return {
    tone: 'information',
    line: text`${entries.length} commands. Run ${commandMention('help')} with the name of one${[groups.size > 1 ? ', or of a group,' : '']} for details.${newer}`,
    title: text`Commands`,
    fields: [...groups].map(([name, group]) => ({
      name,
      value:
        groups.size > 1
          ? inLines(group.map((entry) => text`${commandMention(entry.path)}${ruledOut(entry, instance)}`))
          : joinTexts(
              group.map(
                (entry) =>
                  text`${commandMention(entry.path)} · ${[entry.command.description]}${ruledOut(entry, instance)}`,
              ),
              '\n',
            ),
    })),
    data: entries.map(({ path, command }) => ({ command: path, description: command.description })),
  };
}

/**
 * Describes what happens before a command runs. In Discord, unlike in a terminal, others may have to approve, and a
 * destructive plan needs a confirmation even if the command usually does not ask.
 */
function beforehand(command: Command, policy: ApprovalPolicy): Text {
  if (command.kind !== 'action') return whatFirst(command);
  const { tier, operation } = command;
  const { votes } = policy.requirementFor(operation, tier);
  const isDestructive = tier === 'destructive' ? text`Destructive. ` : [];
  if (votes > 0) return text`${isDestructive}Needs ${approvals(votes)} and a reason.`;
  if (command.asks) return whatFirst(command);
  const { raisedBy = [] } = command.definition.operation;
  if (raisedBy.length === 0) return whatFirst(command);
  const atWorst = policy.requirementFor(operation, 'destructive').votes;
  const then = atWorst > 0 ? text`needs ${approvals(atWorst)}` : text`asks for confirmation`;
  return text`${whatFirst(command)} ${capitalized(casesOf(raisedBy, policy))}, it is destructive and ${then}.`;
}

/**
 * Describes who may use a command. What makes other commands destructive is for admins alone, where moderators may
 * request a destructive command.
 */
function whoMay(command: Command, policy: ApprovalPolicy): Text {
  const role = roleFor(command);
  if (command.kind !== 'action') return role;
  const { forModerators, raisedBy = [] } = command.definition.operation;
  if (forModerators !== true || raisedBy.length === 0) return role;
  return text`${role}; ${casesOf(raisedBy, policy)}, only admins`;
}

const casesOf = (raisedBy: readonly Raise[], policy: ApprovalPolicy): Text =>
  joinTexts(
    raisedBy.map((raise) => raises[raise](policy)),
    ', or ',
  );

/** When a command is destructive that usually is not. */
const raises: Readonly<Record<Raise, (policy: ApprovalPolicy) => Text>> = {
  staff: () => text`on staff of the instance`,
  many: ({ bulkLimit }) => text`on more than ${bulkLimit} accounts`,
  many_reports: ({ bulkLimit }) => text`on more than ${bulkLimit} reports`,
  admin: () => text`to make an account an admin`,
};

/** Why this instance rules a command out, whatever its options are; null where it does not. */
const whyRuledOut = (command: Command, instance: Instance): Text | null =>
  command.kind === 'action' ? (command.definition.operation.ruledOutBy?.(instance) ?? null) : null;

function explanation({ path, command }: CommandEntry, policy: ApprovalPolicy, instance: Instance): Reply {
  const options = command.options.filter(({ offered }) => offered);
  const undoing = undoInWords(command);
  const ruledOut = whyRuledOut(command, instance);
  const facts: readonly (readonly [string, Text])[] = [
    ...(ruledOut === null ? [] : [['On this instance', text`Refused. ${ruledOut}`] as const]),
    ['Who may use it', whoMay(command, policy)],
    ['Before it runs', beforehand(command, policy)],
    ...(undoing === null ? [] : [['Can it be undone?', undoing] as const]),
    [
      'Who sees the answer',
      command.visibility === 'private' ? text`Only you` : text`Everyone in the channel`,
    ],
    ['Example', code(`/${command.example}`)],
  ];
  return {
    tone: 'information',
    title: text`Help`,
    line: text`${commandMention(path)}: ${[command.description]}.`,
    ...(options.length === 0
      ? {}
      : {
          body: joinTexts(
            options.map(
              ({ name, description, required }) =>
                text`${code(name)}${[required ? '' : ' (optional)']} · ${[description]}`,
            ),
            '\n',
          ),
        }),
    fields: facts.map(([name, value]) => ({ name, value })),
    data: {
      command: path,
      description: command.description,
      tier: command.tier,
      asks: command.kind === 'action' && command.asks,
      example: command.example,
      options: options.map(({ name, description, required }) => ({ name, description, required })),
      'Who may use it': plain(whoMay(command, policy)),
      'Before it is done': plain(beforehand(command, policy)),
    },
  };
}
