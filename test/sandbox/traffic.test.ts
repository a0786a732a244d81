import { once } from 'node:events';
import { Events } from 'discord.js';
import { expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { createTrafficRecord, type SandboxTraffic } from '../../sandbox/discord/traffic.ts';
import { connectedClient, restOf, sandboxForTest } from './connected-client.ts';
import { registerExamples } from './example-commands.ts';

const deliveries = ({ traffic }: DiscordSandbox, wanted: string): string[] =>
  traffic.flatMap((each) => (each.kind === 'event' && each.name === wanted ? [each.delivery] : []));

test('the traffic in both directions is recorded, in order, with the words of refusals', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isRepliable()) void interaction.reply('pong');
  });

  await (await sandbox.as('ada').command('ping')).message();
  await restOf(sandbox)
    .get('/channels/1')
    .catch(() => undefined);

  expect(sandbox.traffic.slice(-3)).toMatchObject([
    { kind: 'event', name: 'INTERACTION_CREATE', delivery: 'sent', data: { data: { name: 'ping' } } },
    {
      kind: 'call',
      method: 'POST',
      path: expect.stringMatching(/\/callback$/),
      body: { type: 4 },
      refusal: undefined,
    },
    { kind: 'call', path: '/channels/1', status: 404, refusal: { message: 'Unknown Channel', code: 10003 } },
  ]);
});

test('an event that a cut-off session misses is recorded as waiting, and as delivered on resuming', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  const heard = once(client, Events.InteractionCreate);

  sandbox.misbehave.dropGateway();
  expect(sandbox.connected).toBe(false);
  await sandbox.as('ada').command('ping');
  await heard;

  expect(sandbox.connected).toBe(true);
  expect(deliveries(sandbox, 'INTERACTION_CREATE')).toEqual(['kept', 'again']);
});

test('a fault for the next interaction waits while a line is being typed', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isAutocomplete()) void interaction.respond([]);
  });

  sandbox.misbehave.deliverTwice();
  await sandbox.as('ada').autocomplete('user deactivate', { nickname: 'la' }, 'nickname');
  expect(deliveries(sandbox, 'INTERACTION_CREATE')).toEqual(['sent']);
  await sandbox.as('ada').command('ping');

  expect(deliveries(sandbox, 'INTERACTION_CREATE')).toEqual(['sent', 'sent', 'sent']);
});

test('the record is limited in size', () => {
  const record = createTrafficRecord(2);
  const event = (at: number): SandboxTraffic => ({
    kind: 'event',
    name: 'READY',
    data: {},
    delivery: 'sent',
    at,
  });
  for (const at of [1, 2, 3]) record.add(event(at));
  expect(record.latest.map(({ at }) => at)).toEqual([2, 3]);
});
