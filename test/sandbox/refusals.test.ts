import { ButtonStyle, ComponentType, DiscordAPIError, type REST, Routes } from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { restOf, sandboxForTest } from './connected-client.ts';

let sandbox: DiscordSandbox;
let rest: REST;
let messages: `/${string}`;

/** Returns the error that Discord gives for a message with this body. */
async function refusal(body: unknown, to: `/${string}` = messages): Promise<unknown> {
  const error = await rest.post(to, { body }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DiscordAPIError);
  return error instanceof DiscordAPIError ? error.rawError : undefined;
}

function button(customId: string) {
  return { type: ComponentType.Button, style: ButtonStyle.Primary, label: 'Press', custom_id: customId };
}

function row(...components: unknown[]) {
  return { type: ComponentType.ActionRow, components };
}

beforeEach(async () => {
  sandbox = await sandboxForTest();
  rest = restOf(sandbox);
  messages = Routes.channelMessages(sandbox.guild.channels.audit.id);
});

describe('Discord refuses', () => {
  test('a message without visible content', async () => {
    for (const body of [{}, { content: ' ' }, { embeds: [{}] }, { embeds: [{ color: 1 }] }]) {
      expect(await refusal(body)).toMatchObject({ code: 50006 });
    }
  });

  test('texts that are too long, with their place', async () => {
    expect(await refusal({ content: 'x'.repeat(2001) })).toMatchObject({
      code: 50035,
      message: 'Invalid Form Body',
      errors: {
        content: {
          _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }],
        },
      },
    });
    const embeds: [object, object][] = [
      [{ title: 'x'.repeat(257) }, { title: {} }],
      [{ description: 'x'.repeat(4097) }, { description: {} }],
      [{ footer: { text: 'x'.repeat(2049) } }, { footer: { text: {} } }],
      [{ author: { name: 'x'.repeat(257) } }, { author: { name: {} } }],
      [{ fields: [{ name: 'x'.repeat(257), value: 'x' }] }, { fields: { 0: { name: {} } } }],
      [{ fields: [{ name: 'x', value: 'x'.repeat(1025) }] }, { fields: { 0: { value: {} } } }],
      [{ fields: [{ name: 'x', value: '' }] }, { fields: { 0: { value: {} } } }],
      [{ fields: Array(26).fill({ name: 'x', value: 'x' }) }, { fields: {} }],
    ];
    for (const [embed, errors] of embeds) {
      expect(await refusal({ embeds: [embed] })).toMatchObject({
        code: 50035,
        errors: { embeds: { 0: errors } },
      });
    }
  });

  test('more than ten embeds, or 6000 characters over all of them', async () => {
    expect(await refusal({ embeds: Array(11).fill({ title: 'x' }) })).toMatchObject({ code: 50035 });
    const full = { description: 'x'.repeat(3000) };
    await rest.post(messages, { body: { embeds: [full, full] } });
    expect(await refusal({ embeds: [full, full, { title: 'x' }] })).toMatchObject({
      errors: { embeds: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } },
    });
  });

  test('components that do not fit', async () => {
    const select = {
      type: ComponentType.StringSelect,
      custom_id: 'menu',
      options: [{ label: 'x', value: 'x' }],
    };
    const bad = [
      [row(button('a'), button('a'))],
      [row(button('a')), row(button('a'))],
      [row(...['a', 'b', 'c', 'd', 'e', 'f'].map(button))],
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(button(id))),
      [row()],
      [row(button('x'.repeat(101)))],
      [row({ ...button('a'), custom_id: undefined })],
      [row({ ...button('a'), label: 'x'.repeat(81) })],
      [row({ ...button('a'), label: undefined })],
      [row({ ...button('a'), style: ButtonStyle.Link, url: 'https://example.org' })],
      [row(select, button('a'))],
      [row({ ...select, options: Array(26).fill(select.options[0]) })],
      [row({ ...select, options: Array(2).fill(select.options[0]) })],
      [button('a')],
    ];
    for (const components of bad) {
      expect(await refusal({ content: 'x', components })).toMatchObject({
        code: 50035,
        errors: { components: {} },
      });
    }
    await rest.post(messages, { body: { content: 'x', components: [row(button('a')), row(select)] } });
  });

  test('mentions that contradict themselves', async () => {
    const allowed = { parse: ['users'], users: ['1234567890123456789'] };
    expect(await refusal({ content: 'x', allowed_mentions: allowed })).toMatchObject({
      errors: { allowed_mentions: { _errors: [{ code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE' }] } },
    });
  });

  test('bodies that are no JSON, routes that do not exist, tokens that are wrong', async () => {
    const post = (path: string, token: string, body?: string) =>
      fetch(`${sandbox.apiUrl}/v10${path}`, {
        method: 'POST',
        headers: { Authorization: `Bot ${token}` },
        ...(body && { body }),
      });
    expect(await (await post(messages, sandbox.token, '{')).json()).toMatchObject({ code: 50109 });
    const unknown = await post('/nowhere', sandbox.token);
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: '404: Not Found', code: 0 }]);
    const wrong = await post(messages, 'not.the.token', '{"content":"x"}');
    expect([wrong.status, await wrong.json()]).toEqual([401, { message: '401: Unauthorized', code: 0 }]);
  });

  test('files beyond the size limit', async () => {
    const file = { name: 'big.bin', data: Buffer.alloc(10 * 1024 * 1024 + 1) };
    await expect(rest.post(messages, { body: {}, files: [file] })).rejects.toMatchObject({ code: 40005 });
  });
});
