import {
  ApplicationCommandCreateRequestSchema,
  ApplicationCommandPatchRequestPartialSchema,
  ApplicationCommandUpdateRequestSchema,
} from 'discord-api-spec/zod';
import { type APIApplicationCommand, ApplicationCommandType } from 'discord-api-types/v10';
import { invalidForm, type Problem, unknownCommand } from './api-error.ts';
import type { CommandBody } from './command-body.ts';
import { commandProblems } from './command-limits.ts';
import { checkForm } from './form-check.ts';

/** The largest number of commands of each type, in a guild and globally. */
const MOST: Readonly<Record<number, number>> = {
  [ApplicationCommandType.ChatInput]: 100,
  [ApplicationCommandType.User]: 15,
  [ApplicationCommandType.Message]: 15,
};

/** The commands registered in one guild, or the global ones. */
export interface CommandRegistry {
  all(): readonly APIApplicationCommand[];
  get(id: string): APIApplicationCommand;
  overwrite(body: unknown): readonly APIApplicationCommand[];
  /** Registers a command. As in Discord, it replaces a command of the same name and type. */
  upsert(body: unknown): { command: APIApplicationCommand; created: boolean };
  edit(id: string, body: unknown): APIApplicationCommand;
  remove(id: string): void;
}

export interface CommandRegistryParts {
  readonly applicationId: string;
  /** Absent for global commands. */
  readonly guildId?: string;
  readonly nextId: () => string;
}

/** @see https://discord.com/developers/docs/interactions/application-commands#endpoints */
export function createCommandRegistry(parts: CommandRegistryParts): CommandRegistry {
  let commands: readonly APIApplicationCommand[] = [];

  function same(body: CommandBody): APIApplicationCommand | undefined {
    const type = body.type ?? ApplicationCommandType.ChatInput;
    return commands.find((command) => command.name === body.name && command.type === type);
  }

  function commandFrom(body: CommandBody, id: string): APIApplicationCommand {
    const permissions = body.default_member_permissions;
    return {
      id,
      application_id: parts.applicationId,
      ...(parts.guildId && { guild_id: parts.guildId }),
      version: parts.nextId(),
      type: body.type ?? ApplicationCommandType.ChatInput,
      name: body.name,
      name_localizations: body.name_localizations ?? null,
      description: body.description ?? '',
      description_localizations: body.description_localizations ?? null,
      options: body.options ?? [],
      default_member_permissions: permissions == null ? null : String(permissions),
      // Guild commands have no selectable contexts, so the ones in the request are dropped.
      contexts: parts.guildId === undefined ? (body.contexts ?? null) : null,
      integration_types: parts.guildId === undefined ? (body.integration_types ?? [0]) : [0],
      nsfw: false,
    };
  }

  function get(id: string): APIApplicationCommand {
    const found = commands.find((command) => command.id === id);
    if (!found) {
      throw unknownCommand();
    }
    return found;
  }

  function settle(next: readonly APIApplicationCommand[]): void {
    const problems = [...registryProblems(next)];
    if (problems.length > 0) {
      throw invalidForm(problems);
    }
    commands = next;
  }

  return {
    all: () => commands,
    get,
    overwrite(body) {
      if (!Array.isArray(body)) {
        throw invalidForm([{ path: [], code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used.' }]);
      }
      const forms = body.map((entry: unknown, index) =>
        checkForm(ApplicationCommandUpdateRequestSchema, withNumericPermissions(entry), commandProblems, [
          index,
        ]),
      );
      settle(forms.map((form) => commandFrom(form, same(form)?.id ?? parts.nextId())));
      return commands;
    },
    upsert(body) {
      const form = checkForm(
        ApplicationCommandCreateRequestSchema,
        withNumericPermissions(body),
        commandProblems,
      );
      const replaced = same(form);
      const command = commandFrom(form, replaced?.id ?? parts.nextId());
      settle([...commands.filter(({ id }) => id !== command.id), command]);
      return { command, created: replaced === undefined };
    },
    edit(id, body) {
      const before = get(id);
      const form = checkForm(
        ApplicationCommandPatchRequestPartialSchema,
        withNumericPermissions(body),
        commandProblems,
      );
      const permissions = before.default_member_permissions;
      const merged = commandFrom(
        {
          name: before.name,
          description: before.description,
          options: before.options ?? [],
          type: before.type,
          default_member_permissions: permissions === null ? null : Number(permissions),
          contexts: before.contexts ?? null,
          integration_types: before.integration_types ?? null,
          ...form,
        },
        id,
      );
      settle(commands.map((command) => (command.id === id ? merged : command)));
      return merged;
    },
    remove(id) {
      const gone = get(id);
      commands = commands.filter((command) => command !== gone);
    },
  };
}

function* registryProblems(commands: readonly APIApplicationCommand[]): Generator<Problem> {
  const seen = new Set<string>();
  for (const [index, { name, type }] of commands.entries()) {
    const key = `${type} ${name}`;
    if (seen.has(key)) {
      yield {
        path: [index],
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      };
    }
    seen.add(key);
  }
  for (const [type, most] of Object.entries(MOST)) {
    if (commands.filter((command) => command.type === Number(type)).length > most) {
      yield {
        path: [],
        code: 'BASE_TYPE_MAX_LENGTH',
        message: `Maximum number of application commands reached (${most}).`,
      };
    }
  }
}

/**
 * Converts `default_member_permissions` to a number. Discord accepts the string of digits that all libraries send, but
 * the published schema allows only numbers.
 */
function withNumericPermissions(body: unknown): unknown {
  if (typeof body === 'object' && body !== null && 'default_member_permissions' in body) {
    const { default_member_permissions: permissions } = body;
    return typeof permissions === 'string' && /^\d+$/.test(permissions)
      ? { ...body, default_member_permissions: Number(permissions) }
      : body;
  }
  return body;
}
