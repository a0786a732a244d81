import {
  type Catalogue,
  type Command,
  type CommandEntry,
  entriesFor,
  type Option,
  recordedName,
  roleFor,
  undoInWords,
  whatFirst,
} from '../../src/command/index.ts';
import { consoleLine } from '../../src/console/console-line.ts';
import { plain } from '../../src/text/text.ts';

/** The options of every command that changes something. They are described once, not with each command. */
const common = ['reason', 'dry_run'];

const introduction = `# Commands

<!-- Written by \`npm run docs\` from the definitions in commands/. Change those, not this page. -->

All commands, as they define themselves. \`/help\` says the same in Discord, and \`steward help\` in a terminal. "Before
it runs" says what usually happens if no approval is needed; [whether a command needs approval](policy.md) depends on
the settings and on what it would change.

Every command that changes something also takes these two options:

| option | type | meaning |
|---|---|---|
| \`reason\` | text, at most 1000 characters | Reason, for the audit log; a request that needs approval needs one |
| \`dry_run\` | yes or no; default: no | Show what would happen and change nothing |

In Discord, separate the values of a list by commas. Many options suggest values while you type. In a terminal, required
options are given by position, the values of a list come last, and all other options are flags: \`keep_followers\` is
\`--keep-followers\`, or \`--no-keep-followers\` for "no". A reason is always \`--reason\`. Every command there also takes
\`--json\`, and \`-y\`, which answers every question with yes. [How to start it](using.md#from-a-terminal).`;

/** The page docs/commands.md, generated from the definitions of the commands. */
export function commandReference(catalogue: Catalogue): string {
  const entries = entriesFor(catalogue, () => true);
  return `${[introduction, contents(entries), ...entries.map(section)].join('\n\n')}\n`;
}

/** GitHub's anchor for the heading of a command. */
export const anchorOf = (path: string): string => path.replaceAll(' ', '-');

const contents = (entries: readonly CommandEntry[]): string =>
  entries
    .map(({ path, command }) => `- [\`/${path}\`](#${anchorOf(path)}) · ${command.description}`)
    .join('\n');

function section({ path, command }: CommandEntry): string {
  const options = command.options.filter(({ name, offered }) => offered && !common.includes(name));
  return [
    `## \`/${path}\``,
    `${command.description}.`,
    ...(options.length === 0 ? [] : [optionTable(options)]),
    facts({ path, command }),
    examples(path, command),
  ].join('\n\n');
}

const optionTable = (options: readonly Option[]): string =>
  [
    '| option | type | meaning |',
    '|---|---|---|',
    ...options.map(
      (option) => `| \`${option.name}\` | ${typeOf(option)} | ${option.description}${inTerminal(option)} |`,
    ),
  ].join('\n');

function typeOf(option: Option): string {
  const { kind, choices, required, fallback } = option;
  const type =
    choices.length > 0 ? `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}` : kindWords[kind];
  return [
    [type, ...(required ? ['required'] : []), ...limitsOf(option)].join(', '),
    ...(fallback === undefined ? [] : [`default: ${valueInWords(fallback)}`]),
  ].join('; ');
}

const kindWords = {
  string: 'text',
  integer: 'whole number',
  boolean: 'yes or no',
  list: 'list',
  person: 'member',
} as const satisfies Record<Option['kind'], string>;

const limitsOf = ({ kind, minimum, maximum, maxLength }: Option): string[] =>
  kind === 'integer'
    ? [
        ...(minimum === undefined ? [] : [`at least ${minimum}`]),
        ...(maximum === undefined ? [] : [`at most ${maximum}`]),
      ]
    : maxLength === undefined || kind === 'person'
      ? []
      : [`at most ${maxLength} characters`];

const valueInWords = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : `\`${value}\``;

function facts(entry: CommandEntry): string {
  const { path, command } = entry;
  const undoing = undoInWords(command);
  return [
    ['Who may use it', `${plain(roleFor(command))}.`],
    ...(command.kind === 'action' ? [['Tier', `${command.tier}.`]] : []),
    ['Before it runs', plain(whatFirst(command))],
    ...(undoing === null ? [] : [['Can it be undone', plain(undoing)]]),
    ['Who sees the answer', command.visibility === 'private' ? 'Only you.' : 'Everyone in the channel.'],
    ...(command.kind === 'action' && recordedName(entry) !== path.replace(' ', '.')
      ? [['Name in settings and in the audit log', `\`${recordedName(entry)}\`.`]]
      : []),
  ]
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');
}

const examples = (path: string, command: Command): string =>
  [
    '```text',
    `/${command.example}`,
    // Commands without a group are not in the console, which has its own help.
    ...(path.includes(' ') ? [`steward ${consoleLine(command)}`] : []),
    '```',
  ].join('\n');

const inTerminal = ({ secretFlag }: Option): string =>
  secretFlag === undefined ? '' : `; in a terminal \`--${secretFlag}\``;
