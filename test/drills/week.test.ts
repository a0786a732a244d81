import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../sandbox/free-port.ts';
import {
  exportAuditLog,
  listActions,
  readHistory,
  verifyAuditLog,
  viewAction,
} from '../../src/actions/index.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { figures } from '../health/asking.ts';
import { type BotProcess, startProcess } from '../support/bot-process.ts';
import { partOf, printFigures, unhurried } from './figures.ts';
import { openScene } from './scene.ts';
import { addPast } from './week/past.ts';
import { readingOf } from './week/rows-read.ts';

/** Entries of the audit log in all; it grows in tenths. */
const entries = 100_000;
const tenths = 10;
/** How often accounts are tagged, and the tags removed again, in each tenth. */
const times = 10;
const nicknames = ['lain', 'bob', 'carol', 'dave', 'erin', 'frank', 'gina', 'heidi'];
const mostGrowth = 1.15;

test('over a week memory does not grow, and no page costs more than at first', unhurried, async () => {
  const scene = await openScene();
  const { client, discord } = scene;
  const port = await freePort();
  const bot = startProcess(scene.url, discord, {
    LOG_LEVEL: 'warn',
    HEALTH_PORT: port,
    NODE_OPTIONS: `--expose-gc --import=${new URL('week/collect.ts', import.meta.url).href}`,
  });
  await bot.ready();

  const made = partOf(times) * 2 * nicknames.length;
  const heap: number[] = [];
  const resident: number[] = [];
  for (let tenth = 0; tenth < tenths; tenth += 1) {
    await addPast(client, partOf(entries / tenths) - made);
    for (let round = 0; round < partOf(times); round += 1) {
      for (const path of ['user tag', 'user untag']) await act(scene, path);
    }
    await look(scene);
    const { used, whole } = await memoryOf(bot, port);
    heap.push(used);
    resident.push(whole);
  }

  const { rows } = await client.query('select max(id)::integer as count from steward.audit_log');
  const count = rows[0].count;
  expect(count).toBeGreaterThanOrEqual(partOf(entries) * 0.99);
  const growth = (heap.at(-1) ?? Number.NaN) / (heap[1] ?? Number.NaN);
  await printFigures('A week', scene, [
    ['entries of the audit log', count],
    ['of them asked for by people', made * tenths],
    ['heap after each tenth, MB', heap.map(megabytes).join(' ')],
    ['resident after each tenth, MB', resident.map(megabytes).join(' ')],
    ['heap at the end to that after the second tenth', growth.toFixed(2)],
  ]);
  expect(growth, heap.map(megabytes).join(' ')).toBeLessThan(mostGrowth);

  const orm = connect(scene.url, 'steward-drill');
  onTestFinished(() => orm.close());
  const em = () => orm.em.fork();
  const middle = Math.floor(count / 2);
  expect(await readingOf(client, () => listActions(em(), {}, {}, 21))).toEqual(atMost(1, 21));
  expect(await readingOf(client, () => listActions(em(), {}, { after: middle }, 21))).toEqual(atMost(1, 22));
  expect(await readingOf(client, () => readHistory(em(), middle))).toEqual(atMost(5, 10));
  expect(await readingOf(client, () => viewAction(em(), middle))).toEqual(atMost(2, 4));
  const verified = await readingOf(client, () => verifyAuditLog(em(), []));
  expect(verified.statements).toBeLessThanOrEqual(Math.floor(count / 10_000) + 4);
  const exported = await readingOf(client, async () => {
    for await (const _ of exportAuditLog(em(), {}));
  });
  expect(exported).toMatchObject({ statements: Math.floor(count / 1_000) + 1, rows: count });
  expect((await verifyAuditLog(em(), [])).broken).toBeNull();
});

const atMost = (statements: number, rows: number) => ({
  statements: expect.toSatisfy((count: number) => count <= statements),
  rows: expect.toSatisfy((count: number) => count <= rows),
  wholly: [],
});

type Scene = Awaited<ReturnType<typeof openScene>>;

/** Runs a command for a few accounts at a time. */
async function act({ discord }: Scene, path: string): Promise<void> {
  const titles = nicknames.map(async (nickname) => {
    const interaction = await discord.as('ada').command(path, { nickname, tags: 'week' });
    return (await interaction.message(30_000)).embeds[0]?.title;
  });
  expect(await Promise.all(titles)).toEqual(nicknames.map(() => 'Done'));
}

/** Runs every command that reads. */
async function look({ discord }: Scene): Promise<void> {
  const ada = discord.as('ada');
  for (const line of ['/action list', '/action show 1', '/audit verify', '/audit export', '/user list']) {
    await (await ada.type(line)).message(60_000);
  }
}

/** The memory in use after a garbage collection, in bytes. */
async function memoryOf(bot: BotProcess, port: string): Promise<{ used: number; whole: number }> {
  for (let round = 0; round < 2; round += 1) {
    bot.signal('SIGUSR2');
    await setTimeout(150);
  }
  const found = await figures(port);
  return {
    used: found.get('nodejs_heap_size_used_bytes') ?? Number.NaN,
    whole: found.get('process_resident_memory_bytes') ?? Number.NaN,
  };
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
