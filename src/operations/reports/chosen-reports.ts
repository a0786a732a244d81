import { createHash } from 'node:crypto';
import { isFlakeId } from '../../../entities/types/flake-id-text.ts';
import {
  accountNamed,
  type ListedReport,
  listReports,
  noSuchReport,
  reportsIn,
} from '../../akkoma/reports/index.ts';
import { invalid, NothingToDo } from '../../text/errors.ts';
import { code, option, text } from '../../text/text.ts';
import type { ReadContext } from '../operation.ts';

/** Which reports somebody means: some by their ids, or all open ones about an account. */
export interface ReportsArgs {
  /** FlakeIds, or links of Akkoma's web interface, separated by commas or spaces. */
  readonly report?: string | undefined;
  /** The account. */
  readonly all_of?: string | undefined;
}

/**
 * Reads the reports that somebody means, the newest first.
 *
 * @throws Invalid unless exactly one of the arguments is given; NotFound for an id that is not that of a report;
 * NothingToDo where there is no open report about the account.
 */
export async function chosenReports(
  { em, instance }: ReadContext,
  { report, all_of: account }: ReportsArgs,
): Promise<ListedReport[]> {
  if ((report === undefined) === (account === undefined)) {
    throw invalid([{ option: 'report', fault: text`use either this or ${option('all_of')}` }]);
  }
  if (account !== undefined) {
    const about = await accountNamed(em, instance, account);
    const open = await listReports(em, instance, { states: ['open'], about }, {}, Number.POSITIVE_INFINITY);
    if (open.length === 0) throw new NothingToDo(text`There are no open reports about ${code(account)}.`);
    return open;
  }
  const ids = reportsIn(report ?? '');
  const wrong = ids.find((id) => !isFlakeId(id));
  if (wrong !== undefined) throw noSuchReport(wrong);
  const found = await listReports(em, instance, { ids }, {}, Number.POSITIVE_INFINITY);
  const missing = ids.find((id) => !found.some((each) => each.id === id));
  if (missing !== undefined) throw noSuchReport(missing);
  return found;
}

/** A checksum of which reports there are, each with its state. It stays short, however many there are. */
export const markOfReports = (reports: readonly Pick<ListedReport, 'id' | 'state'>[]): string =>
  createHash('sha256')
    .update(reports.map(({ id, state }) => `${id} ${state}`).join())
    .digest('base64url');
