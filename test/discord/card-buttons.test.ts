import { ButtonStyle } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../src/discord/messages/message.ts';
import type { CardButton } from '../../src/text/reply.ts';
import { text } from '../../src/text/text.ts';

describe('the buttons of a card', () => {
  const drawnOf = (buttons: readonly CardButton[]) =>
    messageOf(
      { tone: 'question', line: text`Delete it?`, card: { actionId: 7, buttons }, data: null },
      new Map(),
    )
      .components.flatMap((row) => row.toJSON().components)
      .map((button) => ('label' in button && 'custom_id' in button ? button : null))
      .map((button) => [button?.label, ButtonStyle[button?.style ?? 0], button?.custom_id]);

  test('stand in one order, whatever the order in which they are given, each in its colour', () => {
    expect(
      drawnOf([{ kind: 'cancel' }, { kind: 'details' }, { kind: 'deny' }, { kind: 'approve', seen: null }]),
    ).toEqual([
      ['Approve', 'Success', 'act:7:approve'],
      ['Deny', 'Danger', 'act:7:deny'],
      ['Show details', 'Secondary', 'act:7:details'],
      ['Cancel request', 'Secondary', 'act:7:cancel'],
    ]);
    expect(drawnOf([{ kind: 'cancel' }, { kind: 'yes', secretOf: 'user.set' }])).toEqual([
      ['Run now', 'Primary', 'act:7:yes:user.set'],
      ['Cancel', 'Secondary', 'act:7:cancel'],
    ]);
    expect(drawnOf([{ kind: 'cancel' }, { kind: 'run', secretOf: null }])).toEqual([
      ['Run now', 'Primary', 'act:7:run'],
      ['Cancel request', 'Secondary', 'act:7:cancel'],
    ]);
    expect(drawnOf([{ kind: 'undo', needsApproval: false }, { kind: 'keep' }])).toEqual([
      ['Make permanent', 'Secondary', 'act:7:keep'],
      ['Undo', 'Secondary', 'act:7:undo'],
    ]);
    expect(drawnOf([{ kind: 'undo', needsApproval: true }])).toEqual([
      ['Request undo', 'Secondary', 'act:7:undo'],
    ]);
  });

  test.for([
    [{ kind: 'why', draft: 41 }, 'Add reason', 'why:41'],
    [{ kind: 'retry' }, 'Retry', 'act:7:retry'],
    [{ kind: 'again' }, 'Request again', 'act:7:again'],
  ] as const)('%j is blurple', ([button, label, id]) => {
    expect(drawnOf([button])).toEqual([[label, 'Primary', id]]);
  });

  test('stand before the links to other pages', () => {
    const { components } = messageOf(
      {
        tone: 'done',
        line: text`Done.`,
        card: { actionId: 7, buttons: [{ kind: 'undo', needsApproval: false }] },
        links: [{ label: 'Next', command: 'action list', page: '2' }],
        data: null,
      },
      new Map(),
    );

    expect(
      components.flatMap((row) =>
        row.toJSON().components.map((each) => ('label' in each ? each.label : null)),
      ),
    ).toEqual(['Undo', 'Next']);
  });
});
