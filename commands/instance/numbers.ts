import { countWaiting } from '../../src/actions/index.ts';
import {
  type InstanceNumbers,
  type ReportedHost,
  readInstanceNumbers,
  readReportedHosts,
  readWaitingJobs,
  type WaitingJobs,
} from '../../src/akkoma/lookup/instance-numbers.ts';
import type { CommandContext } from '../../src/command/index.ts';
import type { Day } from '../../src/operations/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { ReplyField, ReplyPicture } from '../../src/text/reply.ts';
import { code, command, joinTexts, type Text, text } from '../../src/text/text.ts';

/** The days of the picture: a month. */
export const daysShown = 30;

/** How many of the instances with open reports are named. */
const hostsShown = 5;

/** What is true now. */
export interface PresentNumbers {
  readonly numbers: InstanceNumbers;
  /** Requests that need approvals. */
  readonly requests: number;
  readonly hosts: readonly ReportedHost[];
  readonly jobs: readonly WaitingJobs[];
}

export const readPresentNumbers = async (em: CommandContext['em']): Promise<PresentNumbers> => ({
  numbers: await readInstanceNumbers(em),
  requests: await countWaiting(em),
  hosts: await readReportedHosts(em),
  jobs: await readWaitingJobs(em),
});

/** A number with its noun, such as "1 account". */
export const counted = (count: number, one: string, other: string): Text =>
  text`${count} ${[plural(count, one, other)]}`;

export const field = (name: string, value: Text, inline = true): ReplyField => ({ name, value, inline });

/** The fields for what waits for staff and for Akkoma. */
export const waitingFields = ({
  numbers: { awaitingApproval, unconfirmed },
  requests,
  hosts,
  jobs,
}: PresentNumbers): ReplyField[] => [
  field('Open reports', withList(reportsOf(hosts), 'report list')),
  field('Awaiting approval', withList(awaitingApproval, 'signup list')),
  field('Unconfirmed', text`${unconfirmed}`),
  field('Requests', withList(requests, 'action list')),
  jobsField(jobs),
  ...hostsField(hosts),
];

/** A number, with the command that lists what it counts. */
const withList = (count: number, list: string): Text =>
  count === 0 ? text`0` : text`${count}; see ${command(list)}`;

export const reportsOf = (hosts: readonly ReportedHost[]): number =>
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
export function whenMeasured(days: readonly Day[]): string {
  const first = days.find(({ active }) => active !== null);
  if (first === undefined) return ' Active people and posts are not measured yet.';
  return first === days[0] ? '' : ` Active people and posts are measured since ${first.day}.`;
}

/** Draws the picture. What draws it is loaded only now: the start does not wait for it. */
export async function pictureOf(days: readonly Day[]): Promise<ReplyPicture> {
  const { drawDays } = await import('./draw-days.ts');
  return {
    name: 'month.png',
    alternative: 'Bar charts of the last 30 days: active people, posts and sign-ups on each day',
    content: await drawDays(days),
  };
}
