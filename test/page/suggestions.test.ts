import { type APIApplicationCommand, ApplicationCommandOptionType } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { questionOf, suggest, suggestChoices } from '../../src/sandbox/page/browser/suggestions.ts';
import { readLine, runnableCommands } from '../../src/sandbox/page/browser/typed-line.ts';

const { Subcommand, String: Text, Boolean: Flag, Integer } = ApplicationCommandOptionType;

const commands = runnableCommands([
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
          { type: Integer, name: 'days', description: 'For how long' },
        ],
      },
    ],
  } satisfies APIApplicationCommand,
]);

function labels(line: string): string[] | undefined {
  return suggest(line, commands)?.list.map(({ label }) => label);
}

describe('while the command is being typed', () => {
  it('suggests nothing for a line that is no command', () => {
    expect(suggest('hello', commands)).toBeUndefined();
  });

  it('suggests commands by any part of their name, those that begin with it first', () => {
    expect(labels('/')).toEqual(['/user list', '/user deactivate']);
    expect(labels('/user d')).toEqual(['/user deactivate']);
    expect(labels('/list')).toEqual(['/user list']);
  });

  it('lets Enter take a command that still wants options, and send one that wants none', () => {
    expect(suggest('/user deactivate', commands)).toMatchObject({
      eager: true,
      list: [{ line: '/user deactivate ' }],
    });
    expect(suggest('/user list', commands)).toMatchObject({ eager: false });
  });
});

describe('inside a command', () => {
  it('asks the bot about the required option at its place, with what is given already', () => {
    expect(questionOf('/user deactivate la', commands)).toEqual({
      path: 'user deactivate',
      options: { nickname: 'la' },
      focused: 'nickname',
    });
    expect(questionOf('/user deactivate keep_followers:True days:3 nickname:"la', commands)).toEqual({
      path: 'user deactivate',
      options: { keep_followers: true, days: 3, nickname: 'la' },
      focused: 'nickname',
    });
  });

  it('asks nothing once that option is given', () => {
    expect(questionOf('/user deactivate lain ', commands)).toBeUndefined();
    expect(labels('/user deactivate lain ')).toEqual(['keep_followers:', 'days:']);
    expect(labels('/user deactivate lain days:3 k')).toEqual(['keep_followers:']);
  });

  it('puts the chosen value in the place of the word, in quotes where it has spaces', () => {
    const choices = [
      { name: 'Lain Iwakura', value: 'lain' },
      { name: 'Two Words', value: 'two "big" words' },
    ];
    const line = '/user deactivate "two \\"big\\" words" ';
    expect(suggestChoices('/user deactivate la', commands, choices)).toEqual([
      { label: 'Lain Iwakura', detail: 'lain', line: '/user deactivate lain ' },
      { label: 'Two Words', detail: 'two "big" words', line },
    ]);
  });

  it('reads a quoted value back as it was', () => {
    const line = '/user deactivate "two \\"big\\" words" ';
    expect(readLine(line, commands)?.given).toEqual({ nickname: 'two "big" words' });
  });

  it('suggests the fixed choices of an option that is named', () => {
    expect(suggest('/user list filter:', commands)?.list).toMatchObject([
      { label: 'active ones', line: '/user list filter:active ' },
      { label: 'the others', line: '/user list filter:"not active" ' },
    ]);
    expect(labels('/user deactivate lain keep_followers:t')).toEqual(['True']);
  });

  it('takes a colon in a value for no name', () => {
    expect(readLine('/user deactivate https://a.example', commands)).toMatchObject({
      named: false,
      value: 'https://a.example',
      option: { name: 'nickname' },
    });
  });
});
