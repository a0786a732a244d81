import { z } from 'zod';
import {
  type ActionHistory,
  readHistory,
  readPlan,
  readRefresh,
  withoutSecrets,
} from '../../src/actions/index.ts';
import {
  type ActionCommand,
  type Catalogue,
  countLines,
  defineQueryCommand,
  differencesOf,
  eventInWords,
  includedIn,
  phraseOf,
  refreshInWords,
  stateInWords,
  summaryLine,
  typedLine,
} from '../../src/command/index.ts';
import type { Counts, Operations } from '../../src/operations/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Json, Reply, ReplyField } from '../../src/text/reply.ts';
import { capitalized, code, joinTexts, oneLine, person, type Text, text } from '../../src/text/text.ts';
import { jsonOf } from './kept-json.ts';

/** The argument for the number of an action, as it is typed or suggested. */
const number = z
  .string()
  .regex(/^\s*#?\d{1,15}\s*$/, 'must be the number of an action, such as 12')
  .meta({ description: 'Number of the action', suggest: 'action' });

/**
 * `/action show`: shows everything that is known about one action. Secret arguments are masked, even while the action
 * waits and its row still holds them.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createShow = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'show',
    description: 'Show one action: requester, reason, plan, approvals, outcome and changes',
    example: 'action show 12',
    visibility: 'private',
    args: z.strictObject({ action: number }),

    read: async ({ em }, { action }) =>
      shown(await readHistory(em, Number(action.replace(/[^\d]/g, ''))), catalogue()),
  });

/** Returns the arguments with secrets masked. For an operation that this version does not know, all are masked. */
function argsOf(operations: Operations, { action }: ActionHistory): Readonly<Record<string, Json>> {
  const args = jsonOf(action.args);
  const operation = operations.get(action.operation);
  const secretArgs = operation === undefined ? Object.keys(args) : (operation.secretArgs ?? []);
  return jsonOf(withoutSecrets({ secretArgs }, args));
}

function shown(history: ActionHistory, catalogue: Catalogue): Reply {
  const { action, votes, entries, changed, undid } = history;
  const entry = catalogue.byOperation(action.operation);
  const state = stateInWords(action, catalogue.operations.get(action.operation));
  const requester = person(action.requesterId, action.requesterName);
  return {
    tone: 'information',
    title: text`Action ${action.id}`,
    line: text`${capitalized(phraseOf(action, catalogue))}: ${state}. Requested by ${requester} ${action.proposedAt}.`,
    body: joinTexts(entries.map(entryInWords(action)), '\n'),
    fields: [
      ...optional('Reason', action.reason, (reason) => text`${reason}`),
      ...optional('Command', entry, (known) => typedLine(known, action.args)),
      field('Risk tier', text`${[action.tier]}`, true),
      ...planned(action),
      ...(action.votesNeeded > 0 ? [field('Approvals needed', text`${action.votesNeeded}`, true)] : []),
      ...(votes.length > 0 ? [field('Approvals', joinTexts(votes.map(voteInWords), '\n'))] : []),
      ...optional('Expires', isWaiting(action.state) ? action.deadline : null, (at) => text`${at}`),
      ...(entry === undefined ? [] : outcomeOf(action, entry.command)),
      ...optional('In Akkoma', readRefresh(action.refresh), refreshInWords),
      ...optional('Error', action.failure, (failure) => text`${failure}`),
      ...optional('Rows changed', rowsInWords(changed), asIs),
      ...optional(
        'Reverts automatically',
        isReversible(action.state) ? action.reversesAt : null,
        (at) => text`${at}`,
      ),
      ...optional('Undone by', action.undoneBy, (by) => text`action ${by}`),
      ...(undid.length > 0
        ? [
            field(
              'Undid',
              text`${[plural(undid.length, 'action', 'actions')]} ${oneLine(undid.join(', '), 500)}`,
            ),
          ]
        : []),
    ],
    data: dataOf(history, argsOf(catalogue.operations, history)),
  };
}

/** A line about an entry of the audit log, with the beginning of its hash and its number. */
const entryInWords =
  (action: ActionHistory['action']) =>
  ({ at, event, actorId, actor, reason, id, hash }: ActionHistory['entries'][number]): Text =>
    joinTexts(
      [
        text`${at} ${eventInWords(event)}`,
        person(actorId, actor),
        ...(reason === null || reason === action.reason ? [] : [text`${oneLine(reason, 200)}`]),
        text`${[`${hash}@${id}`]}`,
      ],
      ' · ',
    );

/** What the action was to do, and what differs from that since. */
function planned(action: ActionHistory['action']): ReplyField[] {
  const plan = readPlan(action.plan);
  const { counts, samples, before = [], warnings } = plan;
  const notes = [...before, ...warnings];
  return [
    ...optional('Planned', counted(counts), asIs),
    ...includedIn(samples, counts),
    ...(notes.length > 0 ? [field('Notes when requested', joinTexts(notes, '\n'))] : []),
    ...(action.currentPlan == null ? [] : differencesOf(plan, readPlan(action.currentPlan))),
  ];
}

/** What the action did, in the words of its card. */
function outcomeOf({ outcome, progress }: ActionHistory['action'], command: ActionCommand): ReplyField[] {
  if (outcome == null) return [];
  const summary = command.summarize(jsonOf(outcome));
  const now = progress == null ? null : command.progress(jsonOf(progress));
  return [field('Outcome', summaryLine(summary, now)), ...(summary.fields ?? []), ...(now?.fields ?? [])];
}

const voteInWords = ({ vote, voterId, voterName, at, reason }: ActionHistory['votes'][number]): Text =>
  text`${[vote === 'approve' ? 'approved' : 'denied']} · ${person(voterId, voterName)} ${at}${reason == null ? [] : text` · ${oneLine(reason, 200)}`}`;

const asIs = (words: Text): Text => words;

/** Whether an action with a time limit is still going to revert. */
const isReversible = (state: string): boolean => ['done', 'following'].includes(state);

const isWaiting = (state: string): boolean => ['proposed', 'approved'].includes(state);

const field = (name: string, value: Text, inline = false): ReplyField => ({ name, value, inline });

/** Makes a field for a value; no field if there is none. */
const optional = <Value>(
  name: string,
  value: Value | null | undefined,
  words: (value: Value) => Text,
): ReplyField[] => (value === null || value === undefined ? [] : [field(name, words(value))]);

function counted(counts: Counts): Text | null {
  const lines = countLines(counts);
  return lines.length === 0 ? null : joinTexts(lines, '\n');
}

function rowsInWords(changed: ActionHistory['changed']): Text | null {
  const tables = Object.entries(changed);
  if (tables.length === 0) return null;
  return joinTexts(
    tables.map(([table, count]) => text`${code(table)}: ${count}`),
    ' · ',
  );
}

function dataOf(
  { action, votes, entries, changed, undid }: ActionHistory,
  args: Readonly<Record<string, Json>>,
): Json {
  return {
    id: action.id,
    operation: action.operation,
    state: action.state,
    tier: action.tier,
    requester_id: action.requesterId,
    requester: action.requesterName,
    source: action.source,
    reason: action.reason ?? null,
    args,
    plan: jsonOf(action.plan),
    votes_needed: action.votesNeeded,
    votes: votes.map(({ voterId, voterName, vote, reason, at }) => ({
      voter_id: voterId,
      voter: voterName,
      vote,
      reason: reason ?? null,
      at: at.toISOString(),
    })),
    outcome: action.outcome == null ? null : jsonOf(action.outcome),
    progress: action.progress == null ? null : jsonOf(action.progress),
    failure: action.failure ?? null,
    rows_changed: changed,
    proposed_at: action.proposedAt.toISOString(),
    deadline: action.deadline?.toISOString() ?? null,
    reverses_at: action.reversesAt?.toISOString() ?? null,
    undone_by: action.undoneBy ?? null,
    undid,
    history: entries.map(({ at, actorId, ...entry }) => ({
      ...entry,
      actor_id: actorId,
      at: at.toISOString(),
    })),
  };
}
