import { expect, it } from 'vitest';
import { mentioned } from '../../sandbox/page/browser/mentions.ts';
import { describePeople } from '../../sandbox/page/people.ts';
import { createFakeSandbox } from './fake-sandbox.ts';

const sandbox = createFakeSandbox();
const view = describePeople(sandbox, 'a run');
const { guild } = sandbox;

it('writes a role by its name and in its colour, which is the colour of its members', () => {
  const [ada] = view.people;

  expect(mentioned('role', guild.roles.admin.id, view)).toEqual({ words: '@Admin', colour: ada?.colour });
  expect(mentioned('role', '1', view)).toEqual({ words: '@unknown-role', colour: undefined });
});

it('writes people and channels by their names', () => {
  expect(mentioned('user', sandbox.as('ada').id, view).words).toBe('@Ada');
  expect(mentioned('channel', guild.channels.audit.id, view).words).toBe('#audit');
});

it('describes people by their present roles', () => {
  const { member } = sandbox.as('ivan');
  member.roles = [guild.roles.moderator.id];

  const ivan = describePeople(sandbox, 'a run').people.find(({ name }) => name === 'ivan');

  expect(ivan).toMatchObject({ role: 'Moderator', colour: view.roles[1]?.colour });
});
