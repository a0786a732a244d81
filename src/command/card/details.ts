import { type ActionView, readPlan } from '../../actions/index.ts';
import type { ReadContext } from '../../operations/index.ts';
import type { Reply, ReplyField } from '../../text/reply.ts';
import { nameInvisible, person, text } from '../../text/text.ts';
import type { Catalogue } from '../catalogue.ts';
import { fieldsOf } from '../plan-reply.ts';
import { typedLine } from '../typed-line.ts';
import { historyOf } from './card-history.ts';

/** How many accounts stand in the message. A file holds all of them if there are more, or if their names are too long. */
const mostAccounts = 20;

/** The maximum length of their names together. Escaped for a message, they still fit into a field. */
const mostOfNames = 450;

/** Returns the first names, as many as stand in the message. A single one more stands there, instead of its number. */
function namesShown(targets: readonly string[]): string[] {
  const most = targets.length === mostAccounts + 1 ? targets.length : mostAccounts;
  let room = mostOfNames;
  const names: string[] = [];
  for (const name of targets.slice(0, most).map(nameInvisible)) {
    room -= name.length + 2;
    if (room < 0) break;
    names.push(name);
  }
  return names;
}

/**
 * Returns everything that an approver can know about an action: the command, the stored plan, the history, and every
 * account that the action would change now.
 */
export async function detailsOf(
  reading: ReadContext,
  { action, history }: ActionView,
  catalogue: Catalogue,
): Promise<Reply> {
  const entry = catalogue.byOperation(action.operation);
  const definition = entry?.command.definition;
  const plan = readPlan(action.plan);
  const targets = await definition?.operation.targets?.(reading, definition.parse(action.args));
  return {
    tone: 'information',
    title: text`Details`,
    line: text`Requested by ${person(action.requesterId, action.requesterName)} ${action.proposedAt}.`,
    fields: [
      ...(action.reason == null ? [] : [{ name: 'Reason', value: text`${action.reason}` }]),
      ...(entry === undefined ? [] : [{ name: 'Command', value: typedLine(entry, action.args) }]),
      ...fieldsOf({ ...plan, samples: [] }, 'Would change'),
      { name: 'History', value: historyOf(history) },
      ...(targets === undefined ? [] : accountsShown(targets)),
    ],
    ...(targets === undefined || namesShown(targets).length === targets.length
      ? {}
      : {
          files: [
            {
              name: `action-${action.id}.txt`,
              content: targets.map((target) => `${nameInvisible(target)}\n`).join(''),
            },
          ],
        }),
    footer: text`Action ${action.id}`,
    data: null,
  };
}

function accountsShown(targets: readonly string[]): ReplyField[] {
  const names = namesShown(targets);
  const left = targets.length - names.length;
  const more = left === 0 ? [] : text`, and ${left} more in the file`;
  const value = names.length === 0 && left > 0 ? text`In the file` : text`${names.join(', ')}${more}`;
  return [{ name: `Accounts now: ${targets.length}`, value }];
}
