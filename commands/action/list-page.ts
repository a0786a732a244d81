import { z } from 'zod';
import type { ActionCursor, ActionFilter, ListedAction } from '../../src/actions/index.ts';
import type { RecordedAccount } from '../../src/akkoma/lookup/recorded-account.ts';
import { stateFilters } from '../../src/command/index.ts';

export type StateFilter = keyof typeof stateFilters;

/** The choices of the option `state`. */
export const stateChoices = Object.keys(stateFilters) as StateFilter[];

/** A page of the list: the actions that match the filter at a cursor, or all of them as a file. */
export interface ActionPage {
  readonly filter: Omit<ActionFilter, 'states'>;
  /** The state in words, which decides the states of the filter. */
  readonly state: StateFilter | undefined;
  /** Whether only actions that wait for the caller are listed. */
  readonly waiting: boolean;
  readonly cursor: ActionCursor;
  readonly file: boolean;
}

/**
 * The filters whose values may be too long for a button. The page names an action that matches them instead, and
 * `decodePage` reads the values from that action.
 */
const filtersFromAction = { requester: 'r', target: 't', operation: 'o' } as const;

/**
 * Whether the page starts after the named action or ends before it. For `file` the action only supplies the filters.
 */
type PageKind = 'after' | 'before' | 'file';

/** Encodes a page as text for a button, in at most 83 characters as long as actions have at most 12 digits. */
export function encodePage(
  { filter, state, waiting }: Pick<ActionPage, 'filter' | 'state' | 'waiting'>,
  way: PageKind,
  { id }: ListedAction,
): string {
  const { requester, target, operation, on, since, until } = filter;
  const like = Object.entries({ requester, target, operation })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => filtersFromAction[name as keyof typeof filtersFromAction]);
  const at = [since, until].map((time) => time?.getTime() ?? '');
  const page = [way, id, `${like.join('')}${waiting ? 'w' : ''}`, state ?? '', ...at];
  return (on?.id == null ? page : [...page, on.id]).join(':');
}

const pattern =
  /^(after|before|file):(\d{1,15}):(r?t?o?w?):([a-z_]*):(\d{0,15}):(\d{0,15})(?::([0-9A-Za-z]{1,22}))?$/;

/** The argument that takes an encoded page. */
export const pageOption = z
  .string()
  .regex(pattern, 'must be a page from a button of the list')
  .optional()
  .meta({ description: 'Page of the list, from one of its buttons', offered: false });

/** Read what a page names: an action by its number, and an account by its FlakeId. */
interface Named {
  action(id: number): Promise<ListedAction>;
  account(id: string): Promise<RecordedAccount>;
}

/** Decodes the page of a button. */
export async function decodePage(page: string, named: Named): Promise<ActionPage> {
  const [, way, number, like = '', state, since, until, account] = pattern.exec(page) ?? [];
  const example = await named.action(Number(number));
  const has = (name: keyof typeof filtersFromAction): boolean => like.includes(filtersFromAction[name]);
  return {
    filter: {
      requester: has('requester') ? example.requester_id : undefined,
      target: has('target') ? (example.target ?? undefined) : undefined,
      operation: has('operation') ? example.operation : undefined,
      on: account === undefined ? undefined : await named.account(account),
      since: timeOf(since),
      until: timeOf(until),
    },
    state: stateChoices.find((each) => each === state),
    waiting: like.endsWith('w'),
    cursor: way === 'after' ? { after: example.id } : way === 'before' ? { before: example.id } : {},
    file: way === 'file',
  };
}

const timeOf = (milliseconds: string | undefined): Date | undefined =>
  milliseconds === undefined || milliseconds === '' ? undefined : new Date(Number(milliseconds));
