import { type APIApplicationCommand, ApplicationCommandOptionType } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../sandbox/discord/command-line.ts';

const command: APIApplicationCommand = {
  id: '1',
  type: 1,
  application_id: '1',
  version: '1',
  name: 'user',
  description: 'd',
  default_member_permissions: null,
  options: [
    {
      type: ApplicationCommandOptionType.Subcommand,
      name: 'tag',
      description: 'd',
      options: [
        { type: ApplicationCommandOptionType.String, name: 'nickname', description: 'd', required: true },
        { type: ApplicationCommandOptionType.String, name: 'tags', description: 'd', required: true },
        { type: ApplicationCommandOptionType.Boolean, name: 'force', description: 'd' },
        {
          type: ApplicationCommandOptionType.Integer,
          name: 'level',
          description: 'd',
          choices: [{ name: 'Very high', value: 3 }],
        },
      ],
    },
    {
      type: ApplicationCommandOptionType.Subcommand,
      name: 'limit',
      description: 'd',
      options: [
        { type: ApplicationCommandOptionType.Integer, name: 'days', description: 'd', required: true },
      ],
    },
  ],
};

function valuesOf(line: string) {
  return parseCommandLine(line, [command]).values;
}

test('required options are read by position, and the last string takes the rest of the line', () => {
  expect(valuesOf('/user tag lain one two  three')).toEqual({ nickname: 'lain', tags: 'one two three' });
});

test('options with a name may be anywhere', () => {
  expect(valuesOf('/user tag force:true lain level:3 one two')).toEqual({
    nickname: 'lain',
    tags: 'one two',
    force: true,
    level: 3,
  });
  expect(valuesOf('/user tag one two nickname:lain')).toEqual({ nickname: 'lain', tags: 'one two' });
});

test('quotes hold a value together, with or without a name', () => {
  expect(valuesOf('/user tag "la in" tags:"a \\"b\\" c" level:"Very high"')).toEqual({
    nickname: 'la in',
    tags: 'a "b" c',
    level: 3,
  });
});

test('quotes inside the rest of the line stay', () => {
  expect(valuesOf('/user tag lain said "no" twice')).toEqual({ nickname: 'lain', tags: 'said "no" twice' });
});

test('a colon that names no option belongs to the value', () => {
  expect(valuesOf('/user tag https://social.test/users/lain mrf:quiet')).toEqual({
    nickname: 'https://social.test/users/lain',
    tags: 'mrf:quiet',
  });
});

test('an invalid line is refused', () => {
  expect(() => valuesOf('user tag')).toThrow('Start the command with a slash, such as /help.');
  expect(() => valuesOf('/usr tag')).toThrow('No command /usr. Check the spelling, or choose a suggestion.');
  expect(() => valuesOf('/user')).toThrow('Type one of these after /user: tag, limit.');
  expect(() => valuesOf('/user limit 3 4')).toThrow('No option for 4. Type each option as name:value.');
  expect(() => valuesOf('/user limit many')).toThrow('Invalid days: must be a number.');
  expect(() => valuesOf('/user tag lain x force:perhaps')).toThrow('Invalid force: must be true or false.');
});
