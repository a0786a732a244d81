import { type APIApplicationCommand, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Surroundings } from '../../sandbox/page/browser/option-offers.ts';
import { type RunnableCommand, runnableCommands } from '../../sandbox/page/browser/runnable-commands.ts';

const {
  Subcommand,
  String: Text,
  Boolean: Flag,
  Integer,
  Number: Decimal,
  User,
} = ApplicationCommandOptionType;

/** Commands with an option of each type. */
export const commands: readonly RunnableCommand[] = runnableCommands([
  {
    id: '1',
    application_id: '2',
    version: '3',
    type: 1,
    name: 'user',
    description: 'Accounts',
    default_member_permissions: null,
    options: [
      {
        type: Subcommand,
        name: 'list',
        description: 'Lists accounts',
        options: [
          {
            type: Text,
            name: 'filter',
            description: 'Which ones',
            choices: [
              { name: 'active ones', value: 'active' },
              { name: 'the others', value: 'not active' },
            ],
          },
        ],
      },
      {
        type: Subcommand,
        name: 'deactivate',
        description: 'Deactivates an account',
        options: [
          { type: Text, name: 'nickname', description: 'Whose', required: true, autocomplete: true },
          { type: Flag, name: 'keep_followers', description: 'Whether followers stay' },
          { type: Integer, name: 'days', description: 'For how long', min_value: 1, max_value: 30 },
          { type: Decimal, name: 'share', description: 'How much', max_value: 1 },
          { type: Text, name: 'reason', description: 'Why', min_length: 3, max_length: 10 },
          { type: User, name: 'for', description: 'On whose behalf' },
        ],
      },
      {
        type: Subcommand,
        name: 'rename',
        description: 'Renames an account',
        options: [
          { type: Text, name: 'from', description: 'Its name', required: true },
          { type: Text, name: 'to', description: 'Its new name', required: true },
        ],
      },
    ],
  } satisfies APIApplicationCommand,
]);

export const surroundings: Surroundings = {
  people: [
    { id: '10', name: 'ada', displayName: 'Ada L.', role: 'Admin', colour: '#fff', avatar: 'data:,ada' },
    { id: '11', name: 'mo', displayName: 'Mo', role: undefined, colour: undefined, avatar: 'data:,mo' },
  ],
  roles: [{ id: '20', name: 'Admin', colour: '#fff' }],
  channels: [{ id: '30', name: 'audit' }],
};

export function command(path: string): RunnableCommand {
  const found = commands.find((each) => each.path === path);
  if (!found) throw new Error(`There is no command ${path}.`);
  return found;
}
