import { type APIEmbed, type APIMessage, ButtonStyle, ComponentType } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import {
  happened,
  type Move,
  nextMove,
  type OwnInputs,
  type Sight,
} from '../../sandbox/page/browser/tour.ts';
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

const crowd = '/instance deactivate_all instance:spam.example';

/** This browser sent every interaction and pressed every button. */
const all: OwnInputs = { sent: () => true, pressed: () => true };
const none: OwnInputs = { sent: () => false, pressed: () => false };

it('ticks a step off when it has happened, and not before', () => {
  expect(happened([], all)).toEqual(new Set());
  expect(happened([answer('user show', { footer: { text: 'ID 9x' } })], all)).toEqual(new Set(['look']));
  expect(happened([answer('user deactivate', { title: 'Done' })], all)).toEqual(new Set(['act']));
  expect(happened([answer('Steward: staff', {})], all)).toEqual(new Set(['menu']));
  expect(happened([card('1', ada.id, crowd)], all)).toEqual(new Set(['ask']));
  expect(happened([card('1', ada.id, crowd, 'Running')], all)).toEqual(new Set(['ask']));
  expect(happened([card('1', ada.id, crowd, 'Done')], all)).toEqual(new Set(['ask', 'agree']));
  const undone = [
    card('1', ada.id, crowd, 'Undone: deactivate 21 accounts'),
    card('2', ivan.id, '/action undo action:1', 'Done'),
  ];
  expect(happened(undone, all)).toEqual(new Set(['ask', 'agree', 'undo']));
});

it('ticks nothing off that another visitor did', () => {
  const seen = [
    answer('user show', { footer: { text: 'ID 9x' } }),
    answer('Steward: staff', {}),
    card('1', ada.id, crowd, 'Undone: deactivate 21 accounts'),
    card('2', ivan.id, '/action undo action:1', 'Done'),
  ];
  expect(happened(seen, none)).toEqual(new Set());
  expect(happened(seen, { ...none, sent: (id) => id === 'of 1' })).toEqual(new Set(['look', 'menu', 'ask']));
  const pressed = (message: string, label: string) => message === '1' && label === 'Approve';
  expect(happened(seen, { ...none, pressed })).toEqual(new Set(['agree']));
});

it('counts a request whose form this browser opened', () => {
  const opened = { id: 'the command', type: 2 };
  const metadata = { id: 'the form', type: 5, triggering_interaction_metadata: opened };
  const asked = { ...card('1', ada.id, crowd), interaction_metadata: metadata } as unknown as APIMessage;
  for (const own of ['the command', 'the form']) {
    expect(happened([asked], { ...none, sent: (id) => id === own })).toEqual(new Set(['ask']));
  }
});

it('ticks nothing off for requests that were refused or denied, or had another target', () => {
  expect(happened([answer('user show', {})], all)).toEqual(new Set());
  expect(happened([answer('user deactivate', { title: 'Failed' })], all)).toEqual(new Set());
  expect(happened([card('1', ada.id, '/user rm nickname:bob', 'Done')], all)).toEqual(new Set());
  expect(happened([card('1', ada.id, crowd, 'Denied')], all)).toEqual(new Set(['ask']));
});

it('counts a decision by the button of a card about reports or an account that awaits approval', () => {
  const open = queueCard('1', '2 open reports', 'Resolve', 'reports');
  expect(happened([open], all)).toEqual(new Set());
  const pressed = (label: string): OwnInputs => ({ ...none, pressed: (_, other) => other === label });
  const resolved = queueCard('1', 'Resolved', 'Show details', 'reports');
  expect(happened([resolved], pressed('Resolve'))).toEqual(new Set(['report']));
  expect(happened([resolved], none)).toEqual(new Set());
  const dismissed = queueCard('1', 'Dismissed', 'Show details', 'reports');
  expect(happened([dismissed], pressed('Dismiss'))).toEqual(new Set(['report']));
  const approved = queueCard('2', 'Approved', 'Show details', 'sign_ups');
  expect(happened([approved], pressed('Approve'))).toEqual(new Set(['signup']));
  expect(happened([card('3', ada.id, crowd, 'Approved')], pressed('Approve'))).toEqual(new Set());
  expect(happened([queueCard('2', 'Deleted', '', 'sign_ups')], pressed('Reject…'))).toEqual(
    new Set(['signup']),
  );
});

it('leads to the newest card that is open, or to somebody who makes one', () => {
  expect(nextMove('report', see('ada'))).toEqual({ kind: 'open', channel: 'reports' });
  expect(nextMove('signup', see('ada'))).toEqual({ kind: 'open', channel: 'sign-ups' });
  const reports = (as: string, ...messages: APIMessage[]): Sight => ({
    ...see(as, messages),
    channel: 'reports',
  });
  const cards = [
    queueCard('1', '1 open report', 'Resolve', 'reports'),
    queueCard('2', '2 open reports', 'Resolve', 'reports'),
    queueCard('3', 'Dismissed', 'Show details', 'reports'),
  ];
  expect(nextMove('report', reports('mo', ...cards))).toEqual(pointAt('2', 'Resolve'));
  expect(nextMove('report', reports('mo'))).toEqual({ kind: 'outside', act: 'report' });
  expect(nextMove('report', reports('eve', ...cards))).toEqual({
    kind: 'become',
    person: ada,
    why: 'Eve is not a moderator, and this step needs one.',
  });
  const signUps: Sight = { ...see('mo'), channel: 'sign-ups' };
  expect(nextMove('signup', signUps)).toEqual({ kind: 'outside', act: 'register' });
  const waiting = queueCard('4', 'Awaiting approval', 'Approve', 'sign_ups');
  expect(nextMove('signup', { ...signUps, messages: [waiting] })).toEqual(pointAt('4', 'Approve'));
});

it('begins a step with its line for an admin, and lets everybody else become one first', () => {
  expect(nextMove('look', see('ada'))).toEqual({ kind: 'type', line: '/user show lain' });
  expect(nextMove('menu', see('ada'))).toEqual({ kind: 'menu', person: ivan });
  expect(nextMove('ask', see('mo'))).toEqual({
    kind: 'become',
    person: ada,
    why: 'Mo is not an admin, and this step needs one.',
  });
  expect(nextMove('ask', { ...see('ada'), channel: 'audit' })).toEqual({
    kind: 'open',
    channel: 'moderation',
  });
});

it('lets another person approve than the requester', () => {
  const waiting = [card('7', ada.id, crowd)];
  expect(nextMove('agree', see('ada', waiting))).toEqual({
    kind: 'become',
    person: ivan,
    why: 'Ada requested it, so another admin must approve it.',
  });
  expect(nextMove('agree', see('ivan', waiting))).toEqual(pointAt('7', 'Approve'));
  expect(nextMove('agree', see('mo', waiting))).toMatchObject({ kind: 'become', person: ivan });
});

it('asks again where nothing waits for approval', () => {
  const line = '/instance deactivate_all spam.example';
  expect(nextMove('agree', see('ada', [card('7', ada.id, crowd, 'Denied')]))).toEqual({ kind: 'type', line });
  expect(nextMove('undo', see('ada'))).toEqual({ kind: 'type', line });
});

it('waits while the action is running', () => {
  for (const title of ['Approved', 'Running', 'Finishing in Akkoma']) {
    const running = card('7', ada.id, crowd, title, 'Request undo');
    expect(nextMove('agree', see('ivan', [running]))).toEqual({ kind: 'wait' });
    expect(nextMove('undo', see('ivan', [running]))).toEqual({ kind: 'wait' });
  }
});

it('leads through an undo: its button, the reason, and another person’s approval', () => {
  const done = card('7', ada.id, crowd, 'Done', 'Request undo');
  const unsaid = answer('', { title: 'Approval required: change the accounts' }, '8', 'Add reason');
  const asked = card('9', ivan.id, '/action undo action:2');
  expect(nextMove('undo', see('ivan', [done]))).toEqual(pointAt('7', 'Request undo'));
  expect(nextMove('undo', see('ivan', [done, unsaid]))).toEqual(pointAt('8', 'Add reason'));
  expect(nextMove('undo', see('ivan', [done, unsaid, asked]))).toMatchObject({ kind: 'become', person: ada });
  expect(nextMove('undo', see('ada', [done, asked]))).toEqual(pointAt('9', 'Approve'));
  expect(nextMove('undo', see('ivan', [unsaid, done]))).toEqual(pointAt('7', 'Request undo'));
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
  const description = `Requested by <@${requester}>, who can cancel it.`;
  return answer('', { title, description, fields: [{ name: 'Command', value: `\`${line}\`` }] }, id, button);
}

function queueCard(id: string, title: string, button: string, queue: string): APIMessage {
  return answer('', { title }, id, button, `queue:${queue}:1:1:details`);
}

/** The parts of a message that the tour reads. */
function answer(command: string, embed: APIEmbed, id = '1', label?: string, custom_id = 'x'): APIMessage {
  const button = { type: ComponentType.Button, style: ButtonStyle.Primary, custom_id, label } as const;
  return {
    id,
    content: '',
    interaction: { name: command },
    interaction_metadata: { id: `of ${id}`, type: 2 },
    embeds: [embed],
    components: label === undefined ? [] : [{ type: ComponentType.ActionRow, components: [button] }],
  } as unknown as APIMessage;
}
