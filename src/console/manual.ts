import {
  type Catalogue,
  type Command,
  type CommandEntry,
  type Option,
  undoInWords,
  whatFirst,
} from '../command/index.ts';
import { programName } from '../text/program-name.ts';
import { consoleLine, isPositional, optionFlag } from './console-line.ts';
import { shown } from './shown.ts';

/** What help, errors and shell completion know of a command. */
export interface Manual {
  /** The command as typed after the name of the program, such as `user deactivate`. */
  readonly path: string;
  /** One line without a full stop. */
  readonly summary: string;
  readonly details: readonly string[];
  readonly places: readonly Place[];
  readonly flags: readonly Flag[];
  /** Command lines without the name of the program. */
  readonly examples: readonly string[];
}

/** A positional argument. */
export interface Place {
  /** As the usage shows it: `NICKNAME`, or `[ROLE]` where it may be omitted. */
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface Flag {
  /** Without dashes. */
  readonly name: string;
  readonly short?: string;
  /** What stands for its value in the usage, such as `TEXT`; null if it takes none. */
  readonly value: string | null;
  /** Whether `--no-NAME` exists too. */
  readonly negatable: boolean;
  readonly description: string;
  readonly choices: readonly string[];
  /** Whether the command needs it, so that its usage shows it. */
  readonly required: boolean;
  /** Whether it may be repeated. */
  readonly multiple: boolean;
  /** Whether help and completion leave it out: nobody types it in a terminal. */
  readonly hidden: boolean;
}

/** Makes a flag without a value. */
export const switchOf = (name: string, description: string, short?: string): Flag => ({
  name,
  ...(short === undefined ? {} : { short }),
  value: null,
  negatable: false,
  description,
  choices: [],
  required: false,
  multiple: false,
  hidden: false,
});

export const helpFlag = switchOf('help', 'Show this help', 'h');
export const jsonFlag = switchOf('json', 'Print the result as JSON');

/** The flags that answer questions. The second one is the name that Akkoma's own command line has for it. */
export const yesFlags: readonly Flag[] = [
  switchOf('yes', 'Answer yes to every question', 'y'),
  { ...switchOf('assume-yes', 'The same as --yes'), hidden: true },
];

/** Whether one of these flags was given. */
export const saysYes = (values: Readonly<Record<string, unknown>>): boolean =>
  yesFlags.some(({ name }) => values[name] === true);

/** Whether the command works in batches, which the console does one after the other. */
export const isBatched = (command: Command): boolean =>
  command.kind === 'action' && command.definition.operation.isUnfinished !== undefined;

/** Whether the command leaves work to Akkoma's server. */
export const isFollowed = (command: Command): boolean =>
  command.kind === 'action' && command.definition.operation.follow !== undefined && !isBatched(command);

/**
 * Returns the manual of a command of the registry.
 *
 * @param typed the words that stand for it in the usage: its path, or those of Akkoma's command line.
 */
export function manualOf({ path, command }: CommandEntry, typed = path): Manual {
  const undoing = undoInWords(command);
  return {
    path: typed,
    summary: command.description,
    details: [
      ...(typed === path ? [] : [`The same as "${programName} ${path}".`]),
      shown(whatFirst(command)),
      ...(undoing === null ? [] : [`Can it be undone? ${shown(undoing)}`]),
    ],
    places: command.options.filter(isPositional).map(placeOf),
    flags: [
      ...command.options.filter((option) => !isPositional(option)).map(flagOf),
      ...(isFollowed(command)
        ? [switchOf('wait', 'Wait until Akkoma has finished, and show the progress')]
        : []),
      ...yesFlags,
      jsonFlag,
      helpFlag,
    ],
    examples: [consoleLine(command)],
  };
}

const placeOf = ({ name, kind, description, inTerminal, choices }: Option): Place => ({
  name: `${name.toUpperCase()}${kind === 'list' ? '…' : ''}`,
  description: inTerminal ?? description,
  choices,
});

const placeholders = {
  string: 'TEXT',
  list: 'TEXT',
  person: 'PERSON',
  integer: 'NUMBER',
  boolean: null,
} as const;

const flagOf = (option: Option): Flag => ({
  name: optionFlag(option),
  value: option.secretFlag === undefined ? placeholders[option.kind] : '[TEXT]',
  negatable: option.kind === 'boolean' && option.secretFlag === undefined,
  description: option.inTerminal ?? option.description,
  choices: option.choices,
  required: option.required,
  multiple: option.kind === 'list',
  hidden: !option.offered || option.inTerminal === null,
});

/** Returns the manuals of all commands of the registry that the console has, also for Akkoma's words. */
export const manualsOf = (catalogue: Catalogue): Manual[] =>
  [
    ...catalogue.groups.flatMap(({ name, commands }) => commands.map((command) => `${name} ${command.name}`)),
    ...catalogue.akkomaWords.keys(),
  ].flatMap((words) => {
    const entry = catalogue.find(words);
    return entry === undefined ? [] : [manualOf(entry, words)];
  });
