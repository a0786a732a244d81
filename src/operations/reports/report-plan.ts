import type { ListedReport, Party, ReportState } from '../../akkoma/reports/index.ts';
import type { Plan } from '../operation.ts';

/** What the plan of an operation on reports is bound to. */
export type ReportFacts = AboutFacts & {
  /** A checksum of the reports and their states. */
  readonly reports: string;
};

/** The reported account; where there are several, both are null, and `accounts` has the addresses of all. */
export type AboutFacts = {
  readonly id: string | null;
  readonly apId: string | null;
  readonly accounts?: readonly string[];
};

/** How many of the reported accounts the target names. */
const mostNamed = 3;

/** The target of a plan on reports: the reported account, or some of the accounts. */
export function targetOf(reports: readonly ListedReport[]): Pick<Plan, 'target'> & {
  readonly account: AboutFacts;
} {
  const parties = [...new Map(reports.map(({ about }) => [about.address, about])).values()];
  const [only, ...others] = parties;
  const more = parties.length - mostNamed;
  const names = parties.slice(0, mostNamed).map(({ name }: Party) => name);
  return {
    target: [...names, ...(more > 0 ? [`${more} more`] : [])].join(', '),
    account:
      only === undefined || others.length > 0
        ? { id: null, apId: null, accounts: parties.map(({ address }) => address).toSorted() }
        : { id: only.id, apId: only.address },
  };
}

/** The states of reports as people call them. */
const stateInWords: Readonly<Record<string, string>> = {
  open: 'open',
  resolved: 'resolved',
  closed: 'dismissed',
} satisfies Record<ReportState, string>;

/** The state of a report as people call it. Another program may have written any text. */
export const inReportState = (state: string): string =>
  Object.hasOwn(stateInWords, state) ? (stateInWords[state] ?? state) : 'in an unknown state';
