import type { Catalogue } from '../command/index.ts';
import { programName, quietProgramName } from '../text/program-name.ts';
import { nameInvisible } from '../text/text.ts';
import { inColumns, wrapped } from './columns.ts';
import type { Look } from './look.ts';
import type { Flag, Manual, Place } from './manual.ts';

type Row = readonly [name: string, meaning: string];
type Group = Catalogue['groups'][number];

/** Returns one line that shows how to type a command. */
const usageOf = ({ path, places, flags }: Manual): string => {
  const required = flags.filter((flag) => flag.required).map(({ name, value }) => `--${name} ${value}`);
  return `Usage: ${programName} ${[path, ...places.map(({ name }) => name), ...required, '[OPTIONS]'].join(' ')}`;
};

/** Returns the lines that follow an error: how to type the command, and where to read more. */
export const hintOf = (manual: Manual): string =>
  `${usageOf(manual)}\nRun "${programName} help ${manual.path}" for its options.\n`;

/** The same for a group of which no command was named, or an unknown one. */
export const groupHintOf = ({ name }: Group): string =>
  `Usage: ${programName} ${name} COMMAND\nRun "${programName} help ${name}" for its commands.\n`;

export const overallHint = `Usage: ${programName} COMMAND\nRun "${programName} help" for the commands.\n`;

/** Returns the help of a command: what it does, how to type it, what each argument means, and examples. */
export function helpOf(manual: Manual, look: Look): string {
  const { summary, details, places, flags, examples } = manual;
  const arguments_ = places.filter(({ description }) => description !== '').map(rowOf);
  const options = flags.filter(({ hidden }) => !hidden).map(flagRow);
  return page(look, `${summary}.`, [
    ['', [usageOf(manual)]],
    ['', details.flatMap((each) => wrapped(each, look.columns))],
    ['Arguments', inColumns(arguments_, look)],
    ['Options', inColumns(options, look)],
    ['Examples', examples.map(exampleLine)],
  ]);
}

/** Returns the help of a group: its commands, one line each. */
export const groupHelpOf = (
  { name, description, commands }: Group,
  akkomaWords: Catalogue['akkomaWords'],
  look: Look,
): string =>
  page(look, `${description}.`, [
    ['', [`Usage: ${programName} ${name} COMMAND [ARGUMENTS] [OPTIONS]`]],
    [
      'Commands',
      inColumns(
        commands.map((command): Row => [command.name, command.description]),
        look,
      ),
    ],
    [
      'As in Akkoma’s command line',
      inColumns(
        [...akkomaWords]
          .filter(([theirs]) => theirs.startsWith(`${name} `))
          .map(
            ([theirs, path]): Row => [
              theirs.slice(name.length + 1),
              `Another name of "${programName} ${path}"`,
            ],
          ),
        look,
      ),
    ],
    [
      '',
      wrapped(
        `Run "${programName} help ${name} COMMAND" for the arguments and options of a command.`,
        look.columns,
      ),
    ],
  ]);

/** Returns the help without a command: the groups, the commands outside of them, and the exit codes. */
export const overviewOf = ({ groups }: Catalogue, own: readonly Manual[], look: Look): string =>
  page(look, 'Manage the accounts of an Akkoma instance, with the records and safeguards of Steward.', [
    ['', [`Usage: ${programName} COMMAND [ARGUMENTS] [OPTIONS]`]],
    [
      'Commands',
      inColumns(
        groups.map(({ name, description }): Row => [`${name} …`, description]),
        look,
      ),
    ],
    [
      'Other commands',
      inColumns(
        own.map(({ path, summary }): Row => [path, summary]),
        look,
      ),
    ],
    [
      'Examples',
      [
        'user list --no-active',
        'user deactivate lain --reason spam',
        'instance deactivate_all spam.example --dry-run',
        'help user deactivate',
      ].map(exampleLine),
    ],
    [
      'Exit codes',
      inColumns(
        [
          ['0', 'Done, or nothing to do'],
          ['1', 'Refused, cancelled or failed; the message says whether anything was changed'],
          ['2', 'Wrong usage or an invalid value; nothing was changed'],
        ],
        look,
      ),
    ],
    [
      'Settings',
      wrapped(
        'DATABASE_URL and INSTANCE_URL, from the environment, or from the file .env of the installation or, if there is none, of the current folder.',
        look.columns,
      ),
    ],
    ['', wrapped(`Run "${programName} help COMMAND" for more about a group or a command.`, look.columns)],
  ]);

/** An example as it is typed. Where its output goes to a file or another program, npm must print nothing of its own. */
const exampleLine = (line: string): string =>
  `  ${/[>|]/.test(line) ? quietProgramName : programName} ${line}`;

const rowOf = ({ name, description, choices }: Place): Row => [
  name.replaceAll(/[[\]]/g, ''),
  nameInvisible(withChoices(description, choices)),
];

function flagRow({ name, short, value, negatable, description, choices }: Flag): Row {
  const long = `--${negatable ? '[no-]' : ''}${name}${value === null ? '' : ` ${value}`}`;
  return [
    `${short === undefined ? '    ' : `-${short}, `}${long}`,
    nameInvisible(withChoices(description, choices)),
  ];
}

const withChoices = (description: string, choices: readonly string[]): string =>
  choices.length === 0 ? description : `${description} (one of: ${choices.join(', ')})`;

type Section = readonly [heading: string, lines: readonly string[]];

function page({ bold, columns }: Look, first: string, sections: readonly Section[]): string {
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => [...(heading === '' ? [] : [bold(`${heading}:`)]), ...lines].join('\n'));
  return `${[...wrapped(first, columns), ''].join('\n')}\n${blocks.join('\n\n')}\n`;
}
