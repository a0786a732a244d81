import { z } from 'zod';
import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Cursor } from '../../src/akkoma/lookup/list-users.ts';
import type { ListedReport, Parties, ReportState } from '../../src/akkoma/reports/index.ts';

/** The choices of the option `state`, and the states of Akkoma that they mean; undefined for any. */
export const states = {
  open: ['open'],
  resolved: ['resolved'],
  dismissed: ['closed'],
  all: undefined,
} as const satisfies Record<string, readonly ReportState[] | undefined>;

export type StateChoice = keyof typeof states;

export const stateChoices = Object.keys(states) as StateChoice[];

/** A page of the list: the reports that match at a cursor, or all of them as a file. */
export interface ReportPage {
  readonly state: StateChoice;
  readonly about: Parties | undefined;
  readonly by: Parties | undefined;
  readonly cursor: Cursor;
  readonly file: boolean;
}

/**
 * Encodes a page as text for a button, in at most 50 characters. The values of the filters may be too long, so the page
 * names a report that matches them, and `decodePage` reads them from it.
 */
export function encodePage(
  { state, about, by }: Pick<ReportPage, 'state' | 'about' | 'by'>,
  way: 'after' | 'before' | 'file',
  { id }: ListedReport,
): string {
  return [way, id, state, kindOf(about), kindOf(by)].join(':');
}

const kindOf = (parties: Parties | undefined): string =>
  parties === undefined ? '' : 'host' in parties ? 'host' : 'account';

const pattern = /^(after|before|file):(\w{18,22}):([a-z]+):(|host|account):(|host|account)$/;

/** The argument that takes an encoded page. */
export const pageOption = z
  .string()
  .regex(pattern, 'must be a page from a button of the list')
  .refine((page) => isFlakeId(page.split(':')[1] ?? ''))
  .optional()
  .meta({ description: 'Page of the list, from one of its buttons', offered: false });

/**
 * Decodes the page of a button.
 *
 * @param find reads the report that the page names.
 */
export async function decodePage(
  page: string,
  find: (id: string) => Promise<ListedReport>,
): Promise<ReportPage> {
  const [, way = '', id = '', state, about, by] = pattern.exec(page) ?? [];
  const like = await find(id);
  return {
    state: stateChoices.find((each) => each === state) ?? 'open',
    about: partiesLike(like.about.address, about),
    by: partiesLike(like.by.address, by),
    cursor: way === 'file' ? {} : { [way]: id },
    file: way === 'file',
  };
}

const partiesLike = (address: string, kind: string | undefined): Parties | undefined => {
  if (kind === 'account') return { addresses: [address] };
  return kind === 'host' ? { host: URL.parse(address)?.hostname ?? '' } : undefined;
};
