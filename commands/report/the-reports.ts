import { z } from 'zod';
import { reportsIn } from '../../src/akkoma/reports/index.ts';
import { nickname, storable } from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import { type Text, text } from '../../src/text/text.ts';

const typed = (description: string, suggest: 'report' | 'closedReport') =>
  storable(z.string())
    .overwrite((given) => reportsIn(given).join(', '))
    .min(1, 'must not be empty')
    .max(2000, 'must have at most 2000 characters')
    .meta({ description, suggest });

/** One report. */
export const report = typed('ID of the report', 'report');

/** Reports that are not open. */
export const closedReports = typed('ID of the report, or several IDs with commas', 'closedReport');

/** Which reports a command changes: some by their ids, or all open ones about an account. */
export const openReports = {
  report: typed('ID of the report, or several IDs with commas', 'report').optional(),
  all_of: nickname.optional().meta({
    description: 'Instead: the account whose open reports are meant, all of them',
    suggest: 'nickname',
  }),
};

/** The reports of an action as its phrase says them: "the report BCux8pqwkPlJvp1zyy about frank". */
export function reportsInWords(
  target: string,
  {
    report: given = '',
    all_of: account,
  }: { readonly report?: string | undefined; readonly all_of?: string | undefined },
): Text {
  if (account !== undefined) return text`all open reports about ${target}`;
  const [only, ...others] = reportsIn(given);
  if (others.length > 0) return text`${others.length + 1} reports about ${target}`;
  return text`the report ${only ?? ''} about ${target}`;
}

/** What an answer says was changed. */
export const doneInWords = ({
  nickname: target,
  reports,
  report: only,
}: {
  readonly nickname: string;
  readonly reports: number;
  readonly report: string | null;
}): Text =>
  only === null
    ? text`${reports} ${[plural(reports, 'report', 'reports')]} about ${target}`
    : text`the report ${only} about ${target}`;
