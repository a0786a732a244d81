import { z } from 'zod';
import { actionStates } from '../../entities/steward/index.ts';
import type { ActionCursor, ActionFilter, ListedAction } from '../../src/actions/index.ts';

/** Which actions a page of the list shows: those that fit, from a place on, or all of them as a file. */
export interface ActionPage {
  readonly filter: ActionFilter;
  readonly cursor: ActionCursor;
  readonly file: boolean;
}

/** Filters that may be too long for a button. A page names an action that fits them, and has them from there. */
const borrowed = { requester: 'r', target: 't', operation: 'o' } as const;

/** Where a page starts, ends, or which action it takes as an example. */
type Way = 'after' | 'before' | 'file';

/** A page as a short text for a button: at most 66 characters. */
export function encodePage({ filter }: Pick<ActionPage, 'filter'>, way: Way, { id }: ListedAction): string {
  const { requester, target, operation, state, since, until } = filter;
  const like = Object.entries({ requester, target, operation })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => borrowed[name as keyof typeof borrowed]);
  const at = [since, until].map((time) => time?.getTime() ?? '');
  return [way, id, like.join(''), state ?? '', ...at].join(':');
}

const pattern = /^(after|before|file):(\d{1,15}):(r?t?o?):([a-z]*):(\d{0,15}):(\d{0,15})$/;

/** The argument that takes such a text back. */
export const pageOption = z
  .string()
  .regex(pattern, 'must be a page that the list gave')
  .optional()
  .meta({ description: 'A page of the list, as its buttons name it', offered: false });

/**
 * What a page's text stands for.
 *
 * @param find the action that it names.
 */
export async function decodePage(
  page: string,
  find: (id: number) => Promise<ListedAction>,
): Promise<ActionPage> {
  const [, way, number, like = '', state, since, until] = pattern.exec(page) ?? [];
  const example = await find(Number(number));
  const has = (name: keyof typeof borrowed): boolean => like.includes(borrowed[name]);
  return {
    filter: {
      requester: has('requester') ? example.requester_id : undefined,
      target: has('target') ? (example.target ?? undefined) : undefined,
      operation: has('operation') ? example.operation : undefined,
      state: actionStates.find((each) => each === state),
      since: timeOf(since),
      until: timeOf(until),
    },
    cursor: way === 'after' ? { after: example.id } : way === 'before' ? { before: example.id } : {},
    file: way === 'file',
  };
}

const timeOf = (milliseconds: string | undefined): Date | undefined =>
  milliseconds === undefined || milliseconds === '' ? undefined : new Date(Number(milliseconds));
