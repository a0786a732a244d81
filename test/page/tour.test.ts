import { type APIEmbed, type APIMessage, ButtonStyle, ComponentType } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import { happened, type Move, nextMove, type Sight } from '../../sandbox/page/browser/tour.ts';
import { describePeople } from '../../sandbox/page/people.ts';
import { createFakeSandbox } from './fake-sandbox.ts';

const people = describePeople(createFakeSandbox(), 'a run');
const personOf = (wanted: string) => {
  const found = people.people.find(({ name }) => name === wanted);
  if (!found) throw new Error(`Nobody is called ${wanted}`);
  return found;
};
const ada = personOf('ada');
const ivan = personOf('ivan');

const crowd = '/user deactivate_all_from_instance instance:spam.example';

it('ticks a step off when it has happened, and not before', () => {
  expect(happened([])).toEqual(new Set());
  expect(happened([answer('user show', { footer: { text: 'ID 9x' } })])).toEqual(new Set(['look']));
  expect(happened([answer('user deactivate', { title: 'Done' })])).toEqual(new Set(['act']));
  expect(happened([card('1', ada.id, crowd)])).toEqual(new Set(['ask']));
  expect(happened([card('1', ada.id, crowd, 'Done')])).toEqual(new Set(['ask', 'agree']));
  expect(happened([card('1', ada.id, crowd, 'Undone')])).toEqual(new Set(['ask', 'agree', 'undo']));
});

it('ticks nothing off for requests that were refused or denied, or had another target', () => {
  expect(happened([answer('user show', {})])).toEqual(new Set());
  expect(happened([answer('user deactivate', { title: 'Failed' })])).toEqual(new Set());
  expect(happened([card('1', ada.id, '/user rm nickname:bob', 'Done')])).toEqual(new Set());
  expect(happened([card('1', ada.id, crowd, 'Denied')])).toEqual(new Set(['ask']));
});

it('begins a step with its line for an admin, and lets everybody else become one first', () => {
  expect(nextMove('look', see('ada'))).toEqual({ kind: 'type', line: '/user show lain' });
  expect(nextMove('ask', see('mo'))).toEqual({ kind: 'become', person: ada });
  expect(nextMove('ask', { ...see('ada'), channel: 'audit' })).toEqual({
    kind: 'open',
    channel: 'moderation',
  });
});

it('lets another person approve than the requester', () => {
  const waiting = [card('7', ada.id, crowd)];
  expect(nextMove('agree', see('ada', waiting))).toEqual({ kind: 'become', person: ivan });
  expect(nextMove('agree', see('ivan', waiting))).toEqual(pointAt('7', 'Approve'));
  expect(nextMove('agree', see('mo', waiting))).toEqual({ kind: 'become', person: ivan });
});

it('asks again where nothing waits for approval', () => {
  const line = '/user deactivate_all_from_instance spam.example';
  expect(nextMove('agree', see('ada', [card('7', ada.id, crowd, 'Denied')]))).toEqual({ kind: 'type', line });
  expect(nextMove('undo', see('ada'))).toEqual({ kind: 'type', line });
});

it('leads through an undo: its button, the reason, and another person’s approval', () => {
  const done = card('7', ada.id, crowd, 'Done', 'Undo');
  const unsaid = answer('', { title: 'Approval required: change the accounts' }, '8', 'Add reason');
  const asked = card('9', ivan.id, '/action undo action:2');
  expect(nextMove('undo', see('ivan', [done]))).toEqual(pointAt('7', 'Undo'));
  expect(nextMove('undo', see('ivan', [done, unsaid]))).toEqual(pointAt('8', 'Add reason'));
  expect(nextMove('undo', see('ivan', [done, unsaid, asked]))).toEqual({ kind: 'become', person: ada });
  expect(nextMove('undo', see('ada', [done, asked]))).toEqual(pointAt('9', 'Approve'));
  const question = answer('', { title: 'Are you sure?' }, '10', 'Approve');
  expect(nextMove('undo', see('ada', [done, asked, question]))).toEqual(pointAt('10', 'Approve'));
  expect(nextMove('undo', see('ada', [question, done, asked]))).toEqual(pointAt('9', 'Approve'));
  expect(nextMove('undo', see('ivan', [unsaid, done]))).toEqual(pointAt('7', 'Undo'));
});

function see(as: string, messages: readonly APIMessage[] = []): Sight {
  return { as: personOf(as), people, channel: 'moderation', messages };
}

function pointAt(message: string, label: string): Move {
  return { kind: 'point', message, label };
}

function card(
  id: string,
  requester: string,
  line: string,
  title = 'Approval required: change the accounts',
  button = 'Approve',
) {
  const description = `Requested by <@${requester}>. Needs 1 approval.`;
  return answer('', { title, description, fields: [{ name: 'Command', value: `\`${line}\`` }] }, id, button);
}

/** The parts of a message that the tour reads. */
function answer(command: string, embed: APIEmbed, id = '1', label?: string): APIMessage {
  const button = { type: ComponentType.Button, style: ButtonStyle.Primary, custom_id: 'x', label } as const;
  return {
    id,
    content: '',
    interaction: { name: command },
    embeds: [embed],
    components: label === undefined ? [] : [{ type: ComponentType.ActionRow, components: [button] }],
  } as unknown as APIMessage;
}
