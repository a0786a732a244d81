import { z } from 'zod';
import {
  dataOfListed,
  findListed,
  findPerson,
  type ListedAction,
  listActions,
  Paused,
  waitingFor,
} from '../../src/actions/index.ts';
import { recordedAccountById } from '../../src/akkoma/lookup/recorded-account.ts';
import { targetNamed } from '../../src/akkoma/lookup/target-named.ts';
import {
  type Catalogue,
  createListing,
  defineQueryCommand,
  moodOf,
  operationName,
  pastTime,
  periodInOrder,
  person,
  rowsAtATime,
  shortPhraseOf,
  stateFilters,
  stateInWords,
  storable,
} from '../../src/command/index.ts';
import type { Pause } from '../../src/operations/index.ts';
import { NotFound } from '../../src/text/errors.ts';
import { nearestFew } from '../../src/text/nearest.ts';
import type { Reply } from '../../src/text/reply.ts';
import { didYouMean } from '../../src/text/sentences.ts';
import { type Table, tableOf } from '../../src/text/table.ts';
import { code, joinTexts, oneLine, person as someone, type Text, text } from '../../src/text/text.ts';
import { type ActionPage, decodePage, encodePage, pageOption, stateChoices } from './list-page.ts';

/**
 * `/action list`: lists actions, the newest first, one page at a time or all of them as a file.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createList = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'list',
    description: 'List requests and actions, the newest first',
    example: 'action list waiting_for_me:true',
    visibility: 'private',
    args: z
      .strictObject({
        person: person('Requester').optional(),
        target: storable(z.string())
          .overwrite((typed) => typed.trim())
          .min(1, 'must not be empty')
          .max(300, 'must have at most 300 characters')
          .optional()
          .meta({ description: 'Account or instance that the action is on', suggest: 'nickname' }),
        command: storable(z.string())
          .overwrite(operationName)
          .min(1, 'must not be empty')
          .max(100, 'must have at most 100 characters')
          .optional()
          .meta({ description: 'Command, such as user deactivate', suggest: 'operation' }),
        state: z.enum(stateChoices).optional().meta({ description: 'State; pending waits for a person' }),
        since: pastTime('Start time, such as 2h, 7d, 2027-04-05 or 2027-04-05T10:00Z').optional(),
        until: pastTime('End time, in the same form').optional(),
        mine: z.boolean().default(false).meta({ description: 'Only what you requested' }),
        waiting_for_me: z
          .boolean()
          .default(false)
          .meta({ description: 'Only what you can approve, or have to confirm or run' }),
        file: z
          .boolean()
          .default(false)
          .meta({ description: 'Send the whole list as a file', inTerminal: null }),
        page: pageOption,
      })
      .check(periodInOrder)
      .refine(({ mine, person }) => !mine || person === undefined, {
        path: ['person'],
        message: 'cannot be combined with `mine`',
      }),

    async read(
      { em, instance, pageSize, operations, policy, caller },
      { page, file, person: by, target, command, state, mine, waiting_for_me: waiting, since, until },
    ) {
      const operation = command === undefined ? undefined : operationNamed(command, catalogue());
      const named = target === undefined ? {} : await targetNamed(em, instance, target);
      const requester = by === undefined ? undefined : (await findPerson(em, by)).id;
      const asked: ActionPage =
        page === undefined
          ? {
              filter: {
                ...named,
                operation,
                requester: mine ? caller.id : requester,
                since: since === undefined ? undefined : new Date(since),
                until: until === undefined ? undefined : new Date(until),
              },
              state,
              waiting,
              cursor: {},
              file,
            }
          : await decodePage(page, {
              action: async (id) => {
                const found = await findListed(em, id);
                if (found === null) throw new NotFound(text`No action ${id}. Run the command again.`);
                return found;
              },
              account: async (id) => {
                const found = await recordedAccountById(em, id);
                if (found === null) throw new NotFound(text`The account is gone. Run the command again.`);
                return found;
              },
            });
      const waitingForCaller = asked.waiting ? await waitingFor(em, { policy, operations }, caller) : null;
      const filter = {
        ...asked.filter,
        states: asked.state === undefined ? undefined : stateFilters[asked.state],
        ids: waitingForCaller?.ids,
      };
      if (asked.file) {
        return actionsIn(catalogue()).file((after) =>
          listActions(em, filter, { after: after?.id }, rowsAtATime),
        );
      }
      // The extra row shows whether the list continues.
      const found = await listActions(em, filter, asked.cursor, pageSize + 1);
      if (found.length === 0 && operation !== undefined) requireKnown(operation, catalogue());
      const reply = actionsIn(catalogue()).page(found, {
        size: pageSize,
        cursor: asked.cursor,
        encode: (way, action) => encodePage(asked, way, action),
      });
      return waitingForCaller?.pause == null ? reply : withPause(reply, waitingForCaller.pause);
    },
  });

/** The operation of a command, which was typed in its own words, in Akkoma's, or as records have it. */
function operationNamed(typed: string, catalogue: Catalogue): string {
  const command = catalogue.byRecordedName(typed)?.command;
  return command?.kind === 'action' ? command.operation : typed;
}

/** An operation that has no command may still be that of an earlier version, whose actions are listed. */
function requireKnown(operation: string, { operations, wordsFor }: Catalogue): void {
  if (operations.has(operation)) return;
  const asked = wordsFor(operation);
  throw new NotFound(
    text`No command ${code(asked)}. ${didYouMean(nearestFew(asked, [...operations.keys()].map(wordsFor)))}`,
  );
}

const actionsIn = (catalogue: Catalogue) =>
  createListing<ListedAction>({
    command: 'action list',
    title: text`Actions`,
    noun: ['action', 'actions'],
    empty: {
      list: text`No matching actions.`,
      file: text`No matching actions, so there is no file. Change the options, or leave some out.`,
    },
    describe: (action) => describe(action, catalogue),
    tableOf: (rows) => tableOfActions(rows, catalogue),
    dataOf: dataOfListed,
  });

/** Says to a paused member why the list lacks what they could otherwise approve or run. */
const withPause = (reply: Reply, pause: Pause): Reply => {
  const { sentence } = new Paused(pause);
  return reply.body === undefined
    ? { ...reply, line: sentence }
    : { ...reply, fields: [{ name: 'Paused', value: sentence }] };
};

const tableOfActions = (rows: readonly ListedAction[], { operations, wordsFor }: Catalogue): Table =>
  tableOf(rows, {
    Id: { text: ({ id }) => text`#${id}` },
    State: {
      text: (action) => stateInWords(action, operations.get(action.operation)),
      mood: ({ state }) => moodOf(state),
    },
    Command: { text: ({ operation }) => text`${wordsFor(operation)}`, shortens: true },
    Target: { text: ({ target }) => text`${target ?? ''}`, shortens: true },
    'Requested by': { text: (row) => someone(row.requester_id, row.requester), shortens: true },
    When: { text: ({ proposed_at: at }) => text`${new Date(at)}` },
    Reason: { text: ({ reason }) => text`${reason ?? ''}`, shortens: true },
  });

/** Describes an action in one line, short enough that twenty lines usually fit into an embed. */
function describe(action: ListedAction, catalogue: Catalogue): Text {
  const { id, operation, reason, requester_id, requester, proposed_at } = action;
  return joinTexts(
    [
      text`#${id} ${new Date(proposed_at)}`,
      stateInWords(action, catalogue.operations.get(operation)),
      shortPhraseOf(action, catalogue, 100),
      someone(requester_id, oneLine(requester, 40)),
      ...(reason === null ? [] : [text`${oneLine(reason, 40)}`]),
    ],
    ' · ',
  );
}
