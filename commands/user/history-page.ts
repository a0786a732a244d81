import { z } from 'zod';
import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import { type HistoryPlace, historyKinds } from '../../src/actions/index.ts';
import type { RecordedAccount } from '../../src/akkoma/lookup/recorded-account.ts';

/** A page of the history of an account: the entries at a cursor, or all of them as a file. */
export interface HistoryPage {
  /** The FlakeId of the account, or the nickname of one that is no longer stored. */
  readonly account: { readonly id: string } | { readonly gone: string };
  readonly cursor: { readonly after?: HistoryPlace; readonly before?: HistoryPlace };
  readonly file: boolean;
}

/** The most characters of the nickname of an account that is no longer stored: a button holds no more. */
export const mostOfGoneName = 46;

const letters = { action: 'a', log: 'l', report_note: 'n' } as const satisfies Record<
  HistoryPlace['kind'],
  string
>;

/** Encodes a page as text for a button, in at most 82 characters. */
export const encodePage = (
  { id, target }: Pick<RecordedAccount, 'id' | 'target'>,
  way: 'after' | 'before' | 'file',
  { at, kind, id: number }: HistoryPlace,
): string => [way, at.toString(36), `${letters[kind]}${number}`, id ?? `~${target}`].join(':');

const pattern = /^(after|before|file):([0-9a-z]{1,10}):([aln])(\d{1,15}):(\w{1,22}|~.{1,46})$/su;

/** The argument that takes an encoded page. */
export const pageOption = z
  .string()
  .regex(pattern, 'must be a page from a button of the list')
  .refine((page) => page.includes('~') || isFlakeId(page.split(':')[3] ?? ''))
  .optional()
  .meta({ description: 'Page of the list, from one of its buttons', offered: false });

/** Decodes the page of a button. */
export function decodePage(page: string): HistoryPage {
  const [, way, at = '', letter, number, account = ''] = pattern.exec(page) ?? [];
  const kind = historyKinds.find((each) => letters[each] === letter) ?? 'action';
  const place = { at: Number.parseInt(at, 36), kind, id: Number(number) };
  return {
    account: account.startsWith('~') ? { gone: account.slice(1) } : { id: account },
    cursor: way === 'after' ? { after: place } : way === 'before' ? { before: place } : {},
    file: way === 'file',
  };
}

/** The account on a page as it can be typed; empty where the page is none. */
export const accountOn = (page: string): string => pattern.exec(page)?.[5]?.replace(/^~/, '') ?? '';
