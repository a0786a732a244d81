import { z } from 'zod';
import { countWaiting } from '../../src/actions/index.ts';
import {
  type InstanceNumbers,
  type ReportedHost,
  readInstanceNumbers,
  readReportedHosts,
  readWaitingJobs,
  type WaitingJobs,
} from '../../src/akkoma/lookup/instance-numbers.ts';
import { defineQueryCommand } from '../../src/command/index.ts';
import { type Day, readDays } from '../../src/operations/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Json, ReplyField, ReplyPicture } from '../../src/text/reply.ts';
import { tableOf } from '../../src/text/table.ts';
import { code, command, joinTexts, type Text, text } from '../../src/text/text.ts';

/** The days of the picture: a month. */
const daysShown = 30;

/** How many of the instances with open reports are named. */
const hostsShown = 5;

/**
 * `/instance show`: how large and how busy the instance is, what waits for its staff, and a month as a picture. It counts
 * as Akkoma's own pages do, and scans no activities.
 */
export const show = defineQueryCommand({
  name: 'show',
  description: 'Show the numbers of this instance, what waits for staff, and a month as a picture',
  example: 'instance show',
  visibility: 'private',
  args: z.strictObject({}),
  reads: ['activities', 'instances', 'oban_jobs'],

  async read({ em, instance, caller }) {
    const numbers = await readInstanceNumbers(em);
    const requests = await countWaiting(em);
    const hosts = await readReportedHosts(em);
    const jobs = await readWaitingJobs(em);
    const days = await readDays(em, daysShown);
    return {
      tone: 'information',
      title: text`Instance`,
      line: text`${instance.host}: ${counted(numbers.accounts, 'account', 'accounts')}, ${counted(numbers.activeMonth, 'person', 'people')} active in the last 30 days.`,
      fields: [
        ...sizeFields(numbers),
        ...waitingFields(numbers, requests, hosts),
        jobsField(jobs),
        ...hostsField(hosts),
      ],
      table: tableOf(days, {
        Day: { text: ({ day }) => text`${day}` },
        'Active people': { text: ({ active }) => text`${active ?? '–'}` },
        Posts: { text: ({ posts }) => text`${posts ?? '–'}` },
        'Sign-ups': { text: ({ signUps }) => text`${signUps}` },
      }),
      ...(caller.source === 'discord' ? { picture: await pictureOf(days) } : {}),
      footer: text`Days are in UTC.${[whenMeasured(days)]}`,
      data: dataOf({ numbers, requests, hosts, jobs, days }),
    };
  },
});

/** A number with its noun, such as "1 account". */
const counted = (count: number, one: string, other: string): Text =>
  text`${count} ${[plural(count, one, other)]}`;

const field = (name: string, value: Text, inline = true): ReplyField => ({ name, value, inline });

const sizeFields = ({ posts, activeHalfYear, unreachable }: InstanceNumbers): ReplyField[] => [
  field('Active in 180 days', text`${activeHalfYear}`),
  field('Posts', text`${posts}`),
  field('Unreachable instances', text`${unreachable}`),
];

const waitingFields = (
  { awaitingApproval, unconfirmed }: InstanceNumbers,
  requests: number,
  hosts: readonly ReportedHost[],
): ReplyField[] => [
  field('Open reports', text`${reportsOf(hosts)}`),
  field('Awaiting approval', text`${awaitingApproval}`),
  field('Unconfirmed', text`${unconfirmed}`),
  field('Requests', requests === 0 ? text`0` : text`${requests}; see ${command('action list')}`),
];

const reportsOf = (hosts: readonly ReportedHost[]): number =>
  hosts.reduce((sum, { reports }) => sum + reports, 0);

function jobsField(jobs: readonly WaitingJobs[]): ReplyField {
  const lines = jobs.map(({ queue, due, retrying }) => {
    const parts = [
      ...(due > 0 ? [text`${due} due`] : []),
      ...(retrying > 0 ? [text`${retrying} to retry`] : []),
    ];
    return text`${code(queue)}: ${joinTexts(parts, ', ')}`;
  });
  return field('Akkoma’s jobs', lines.length === 0 ? text`None waits.` : joinTexts(lines, '\n'), false);
}

/** Names the instances with the most open reports about their accounts. */
function hostsField(hosts: readonly ReportedHost[]): ReplyField[] {
  if (hosts.length === 0) return [];
  const lines = hosts.slice(0, hostsShown).map(({ host, reports }) => text`${host}: ${reports}`);
  const more = hosts.length - hostsShown;
  return [
    field(
      'Most reported instances',
      joinTexts(more > 0 ? [...lines, text`and ${more} more`] : lines, '\n'),
      false,
    ),
  ];
}

/** Says from when on people and posts were measured, where that is not the whole month. */
function whenMeasured(days: readonly Day[]): string {
  const first = days.find(({ active }) => active !== null);
  if (first === undefined) return ' Active people and posts are not measured yet.';
  return first === days[0] ? '' : ` Active people and posts are measured since ${first.day}.`;
}

/** Draws the picture. What draws it is loaded only now: the start does not wait for it. */
async function pictureOf(days: readonly Day[]): Promise<ReplyPicture> {
  const { drawDays } = await import('./draw-days.ts');
  return {
    name: 'month.png',
    alternative: 'Bar charts of the last 30 days: active people, posts and sign-ups on each day',
    content: await drawDays(days),
  };
}

interface Read {
  readonly numbers: InstanceNumbers;
  readonly requests: number;
  readonly hosts: readonly ReportedHost[];
  readonly jobs: readonly WaitingJobs[];
  readonly days: readonly Day[];
}

const dataOf = ({ numbers, requests, hosts, jobs, days }: Read): Json => ({
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
