import { countWaiting } from '../../src/actions/index.ts';
import {
  type InstanceNumbers,
  readInstanceNumbers,
  readWaitingJobs,
  type WaitingJobs,
} from '../../src/akkoma/lookup/instance-numbers.ts';
import { type ReportedHost, readReportedHosts } from '../../src/akkoma/reports/index.ts';
import { type CommandContext, counted } from '../../src/command/index.ts';
import type { Day } from '../../src/operations/index.ts';
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

/** The fields for what waits for staff and for Akkoma, of which none is left out because it is 0. */
export const waitingFields = ({
  numbers: { awaitingApproval, unconfirmed },
  requests,
  hosts,
  jobs,
}: PresentNumbers): ReplyField[] => [
  {
    name: 'Waiting for staff',
    value: joinTexts(
      [
        withList(reportsOf(hosts), 'open report', 'open reports', 'report list'),
        withList(awaitingApproval, 'account awaits approval', 'accounts await approval', 'signup list'),
        withList(requests, 'request needs approvals', 'requests need approvals', 'action list'),
        counted(unconfirmed, 'account is unconfirmed', 'accounts are unconfirmed'),
      ],
      '\n',
    ),
  },
  jobsField(jobs),
  ...hostsField(hosts),
];

/** A number with its noun, and with the command that lists what it counts. */
const withList = (count: number, one: string, other: string, list: string): Text =>
  text`${counted(count, one, other)}${count === 0 ? [] : text`: ${command(list)}`}`;

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
  return { name: 'Akkoma’s jobs', value: lines.length === 0 ? text`None waits.` : joinTexts(lines, '\n') };
}

/** Names the instances with the most open reports about their accounts. */
function hostsField(hosts: readonly ReportedHost[]): ReplyField[] {
  if (hosts.length === 0) return [];
  const lines = hosts.slice(0, hostsShown).map(({ host, reports }) => text`${host}: ${reports}`);
  const more = hosts.length - hostsShown;
  return [
    {
      name: 'Most reported instances',
      value: joinTexts(more > 0 ? [...lines, text`and ${more} more`] : lines, '\n'),
    },
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
