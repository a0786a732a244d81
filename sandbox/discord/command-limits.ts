import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord-api-types/v10';
import type { Problem } from './api-error.ts';
import type { CommandBody } from './command-body.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const TOTAL = 8000;

/**
 * Checks the rules for commands that the published schema leaves out.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
 */
export function* commandProblems(command: Partial<CommandBody>): Generator<Problem> {
  const chatInput = (command.type ?? ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput;
  if (!chatInput) {
    if (command.description || (command.options?.length ?? 0) > 0) {
      yield {
        path: ['description'],
        code: 'APPLICATION_COMMAND_CONTEXT_MENU_NO_DESCRIPTION',
        message: 'Context menu commands cannot have a description or options',
      };
    }
    return;
  }
  if (command.name !== undefined) {
    yield* nameProblems(command.name, ['name']);
  }
  if (command.name !== undefined && !command.description) {
    yield { path: ['description'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  }
  yield* optionsProblems(command.options ?? [], ['options'], 0);
  if (textLength(command) > TOTAL) {
    yield {
      path: [],
      code: 'APPLICATION_COMMAND_TOO_LARGE',
      message: `Command exceeds maximum size (${TOTAL})`,
    };
  }
}

function* nameProblems(name: string, path: readonly (string | number)[]): Generator<Problem> {
  if (!NAME.test(name) || name !== name.toLowerCase()) {
    yield {
      path,
      code: 'APPLICATION_COMMAND_INVALID_NAME',
      message: 'Command name is invalid',
    };
  }
}

function* optionsProblems(
  options: readonly APIApplicationCommandOption[],
  path: readonly (string | number)[],
  depth: number,
): Generator<Problem> {
  const names = new Set<string>();
  let optionalSeen = false;
  const mixed = new Set(options.map((option) => isBranch(option))).size > 1;
  for (const [index, option] of options.entries()) {
    const here = [...path, index];
    yield* nameProblems(option.name, [...here, 'name']);
    if (names.has(option.name)) {
      yield {
        path: here,
        code: 'APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE',
        message: 'Option name already used',
      };
    }
    names.add(option.name);
    if (mixed && isBranch(option)) {
      yield {
        path: [...here, 'type'],
        code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        message: 'Sub-command and sub-command group option types are mutually exclusive to all other types',
      };
    }
    if (isBranch(option)) {
      const nested = option.options ?? [];
      const group = option.type === ApplicationCommandOptionType.SubcommandGroup;
      if (group && (depth > 0 || nested.length === 0)) {
        yield {
          path: [...here, 'options'],
          code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
          message: 'A group holds sub-commands and stands at the top',
        };
      }
      yield* optionsProblems(nested, [...here, 'options'], depth + 1);
      continue;
    }
    if (option.required && optionalSeen) {
      yield {
        path: here,
        code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        message: 'Required options must be placed before non-required options',
      };
    }
    optionalSeen ||= !option.required;
    yield* choiceProblems(option, here);
  }
}

type Branch = Extract<APIApplicationCommandOption, { type: 1 | 2 }>;

/** Whether an option is a sub-command or a sub-command group, which have options and no value. */
export function isBranch(option: APIApplicationCommandOption): option is Branch {
  return (
    option.type === ApplicationCommandOptionType.Subcommand ||
    option.type === ApplicationCommandOptionType.SubcommandGroup
  );
}

function* choiceProblems(
  option: APIApplicationCommandOption,
  path: readonly (string | number)[],
): Generator<Problem> {
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  if (choices.length > 0 && 'autocomplete' in option && option.autocomplete) {
    yield {
      path: [...path, 'choices'],
      code: 'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES_EXCLUSIVE',
      message: 'Autocomplete and choices are mutually exclusive',
    };
  }
  if (new Set(choices.map(({ name }) => name)).size < choices.length) {
    yield {
      path: [...path, 'choices'],
      code: 'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_EXISTS',
      message: 'Option choice names must be unique',
    };
  }
}

/** Returns the length of all texts of a command or option. Of each text the longest localisation counts. */
function textLength(part: Partial<CommandBody> | APIApplicationCommandOption): number {
  const own =
    longest(part.name ?? '', part.name_localizations) +
    longest(part.description ?? '', part.description_localizations);
  const choices = 'choices' in part ? (part.choices ?? []) : [];
  const nested = 'options' in part ? (part.options ?? []) : [];
  return (
    own +
    choices.reduce(
      (total, { name, value }) => total + name.length + (typeof value === 'string' ? value.length : 0),
      0,
    ) +
    nested.reduce((total, option) => total + textLength(option), 0)
  );
}

function longest(
  text: string,
  localizations: Readonly<Record<string, string | null | undefined>> | null | undefined,
): number {
  return Math.max(text.length, ...Object.values(localizations ?? {}).map((local) => local?.length ?? 0));
}
