import { z } from 'zod';
import type { InstanceNumbers } from '../../src/akkoma/lookup/instance-numbers.ts';
import { counted, defineQueryCommand } from '../../src/command/index.ts';
import { type Day, readDays } from '../../src/operations/index.ts';
import type { Json, ReplyField } from '../../src/text/reply.ts';
import { tableOf } from '../../src/text/table.ts';
import { joinTexts, text } from '../../src/text/text.ts';
import {
  daysShown,
  type PresentNumbers,
  pictureOf,
  readPresentNumbers,
  reportsOf,
  waitingFields,
  whenMeasured,
} from './numbers.ts';

/**
 * `/instance show`: how large and how busy the instance is, what waits for its staff, and a month as a picture. It
 * counts as Akkoma's own pages do, and scans no activities.
 */
export const show = defineQueryCommand({
  name: 'show',
  description: 'Show the numbers of this instance, what waits for staff, and a month as a picture',
  example: 'instance show',
  visibility: 'private',
  args: z.strictObject({}),
  reads: ['activities', 'instances', 'oban_jobs'],

  async read({ em, instance, caller }) {
    const present = await readPresentNumbers(em);
    const { numbers } = present;
    const days = await readDays(em, daysShown);
    return {
      tone: 'information',
      title: text`Instance`,
      line: text`${instance.host}: ${counted(numbers.accounts, 'account', 'accounts')}, ${counted(numbers.activeMonth, 'person', 'people')} active in the last 30 days.`,
      fields: [sizeField(numbers), ...waitingFields(present)],
      table: tableOf(days, {
        Day: { text: ({ day }) => text`${day}` },
        'Active people': { text: ({ active }) => text`${active ?? '–'}` },
        Posts: { text: ({ posts }) => text`${posts ?? '–'}` },
        'Sign-ups': { text: ({ signUps }) => text`${signUps}` },
      }),
      ...(caller.source === 'discord' ? { picture: await pictureOf(days) } : {}),
      footer: text`Days are in UTC.${[whenMeasured(days)]}`,
      data: dataOf(present, days),
    };
  },
});

/** What the line does not say. */
const sizeField = ({ posts, activeHalfYear, unreachable }: InstanceNumbers): ReplyField => ({
  name: 'Size',
  value: joinTexts(
    [
      counted(posts, 'post', 'posts'),
      text`${counted(activeHalfYear, 'person', 'people')} active in the last 180 days`,
      ...(unreachable === 0 ? [] : [counted(unreachable, 'unreachable instance', 'unreachable instances')]),
    ],
    ' · ',
  ),
});

const dataOf = ({ numbers, requests, hosts, jobs }: PresentNumbers, days: readonly Day[]): Json => ({
  accounts: numbers.accounts,
  active_month: numbers.activeMonth,
  active_half_year: numbers.activeHalfYear,
  posts: numbers.posts,
  awaiting_approval: numbers.awaitingApproval,
  unconfirmed: numbers.unconfirmed,
  unreachable_instances: numbers.unreachable,
  requests,
  open_reports: reportsOf(hosts),
  reported_instances: hosts.map((host) => ({ ...host })),
  jobs: jobs.map((queue) => ({ ...queue })),
  days: days.map(({ signUps, ...day }) => ({ ...day, sign_ups: signUps })),
});
