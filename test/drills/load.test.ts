import { setTimeout } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { quantile } from '../../bench/statistics.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { figures } from '../health/asking.ts';
import { startProcess } from '../support/bot-process.ts';
import { sentenceOf } from '../support/sentence.ts';
import { partOf, printFigures, unhurried } from './figures.ts';
import { addAccounts, otherThan } from './load/accounts.ts';
import { type Answered, createAnswers } from './load/asked.ts';
import { createCrowd } from './load/crowd.ts';
import { people } from './load/people.ts';
import { wrongOutcomes } from './outcomes.ts';
import { openScene } from './scene.ts';

/** Interactions per second: fewer where the machine runs other tests too. `DRILL_RATE` overrides the rate. */
const rateOf = (share: number): number => Number(process.env.DRILL_RATE ?? (share < 1 ? 10 : 200));
/** Of the whole drill. */
const seconds = 60;
/**
 * The longest time until a first answer, in milliseconds: what Discord allows. Beside other tests, of which one may keep
 * the processor, a suggestion may come later, as people see it on a busy machine.
 */
const firstWithin = (share: number): number => (share < 1 ? 30_000 : 3_000);
/** Discord limits the first of an interaction's two answers; this limits the other, in milliseconds. */
const patience = 120_000;

test(
  'with fifty concurrent people, each interaction is acknowledged within three seconds, and its answer is true',
  unhurried,
  async () => {
    const scene = await openScene({ people });
    const { client, discord, dice, count } = scene;
    const accounts = await addAccounts(client, partOf(2_000));
    const port = await freePort();
    const bot = startProcess(scene.url, discord, {
      LOG_LEVEL: 'warn',
      HEALTH_PORT: port,
    });
    await bot.ready();
    const crowd = createCrowd({ discord, dice, accounts });
    const answers = createAnswers();
    const answered: Answered[] = [];
    const suggesting: Promise<number>[] = [];

    const learn = async (): Promise<void> => {
      for (const each of await answers.arrived()) {
        crowd.learn(each);
        answered.push(each);
      }
    };
    const before = await cpuOf(port);
    const cpu = process.cpuUsage();
    const began = performance.now();
    const rate = rateOf(inject('share'));
    const total = partOf(rate * seconds);
    for (let sent = 0; sent < total; ) {
      for (const due = ((performance.now() - began) * rate) / 1_000; sent < Math.min(due, total); sent += 1) {
        if (dice.chance(0.4)) suggesting.push(crowd.type());
        else answers.add(await crowd.ask());
      }
      await learn();
      await setTimeout(5);
    }
    const took = performance.now() - began;
    while (answers.open > 0 && performance.now() - began - took < patience) {
      await learn();
      await setTimeout(50);
    }
    const rested = performance.now() - began - took;

    const own = process.cpuUsage(cpu);
    const suggested = await Promise.all(suggesting);
    const first = [
      ...suggested,
      ...answered.map(({ interaction: { sentAt, answeredAt = Number.NaN } }) => answeredAt - sentAt),
    ];
    for (const { kind } of answered) count(kind);
    const last = answered.map(({ interaction: { sentAt, answers: all } }) => (all.at(-1)?.at ?? 0) - sentAt);
    const spread = (values: readonly number[]): string =>
      [0.5, 0.95, 0.99, 1].map((share) => Math.round(quantile(values, share))).join(' / ');
    await printFigures('Load', scene, [
      ['interactions', total],
      ['a second, really', Math.round((total / took) * 1_000)],
      ['autocompletions', suggested.length],
      ['first response, median / p95 / p99 / most, ms', spread(first)],
      ['last answer, median / p95 / p99 / most, ms', spread(last)],
      ['ms until all were answered', Math.round(rested)],
      ['not answered', answers.open],
      ['CPU of an interaction, the bot, ms', Math.round((((await cpuOf(port)) - before) * 1_000) / total)],
      [
        'CPU of an interaction, Discord and the people, ms',
        Math.round((own.user + own.system) / 1_000 / total),
      ],
    ]);

    expect(answers.open, 'were heard, and never told what came of it').toBe(0);
    expect(first).toHaveLength(total);
    expect(Math.max(...first)).toBeLessThan(firstWithin(inject('share')));
    const wrong = answered.filter(({ message, expected }) => !expected.test(sentenceOf(message)));
    expect(wrong.map(({ kind, message }) => `${kind}: ${sentenceOf(message)}`)).toEqual([]);
    expect(await otherThan(client, crowd.accounts())).toEqual([]);
    expect(await wrongOutcomes(client)).toEqual([]);
    const written = async () => {
      const { rows } = await client.query(
        `select count(*) filter (where event = 'action.done')::integer as done,
         count(*) filter (where event = 'command.refused')::integer as refused from steward.audit_log`,
      );
      return rows;
    };
    const of = (which: (each: Answered) => boolean): number => answered.filter(which).length;
    // A refusal is recorded after it has been answered.
    await expect
      .poll(written)
      .toEqual([
        { done: of(({ becomes }) => becomes !== undefined), refused: of(({ kind }) => kind === 'refused') },
      ]);
  },
);

/** The processor time that the process has used since its start, in seconds. */
const cpuOf = async (port: string): Promise<number> =>
  (await figures(port)).get('process_cpu_seconds_total') ?? Number.NaN;
