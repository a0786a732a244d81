import { z } from 'zod';
import {
  type ActionHistory,
  readHistory,
  readPlan,
  readRefresh,
  withoutSecrets,
} from '../../src/actions/index.ts';
import {
  countLines,
  defineQueryCommand,
  differencesOf,
  eventInWords,
  refreshInWords,
  stateInWords,
} from '../../src/command/index.ts';
import type { Counts, Operations } from '../../src/operations/index.ts';
import type { Json, Reply, ReplyField } from '../../src/text/reply.ts';
import { joinTexts, oneLine, person, type Text, text } from '../../src/text/text.ts';
import { jsonOf, valueInWords } from './kept-json.ts';

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
export const show = defineQueryCommand({
  name: 'show',
  description: 'Show one action: requester, reason, plan, approvals, outcome and changes',
  example: 'action show 12',
  visibility: 'private',
  args: z.strictObject({ action: number }),

  async read({ em, operations }, { action }) {
    const history = await readHistory(em, Number(action.replace(/[^\d]/g, '')));
    return shown(history, argsOf(operations, history), operations);
  },
});

/** Returns the arguments with secrets masked. For an operation that this version does not know, all are masked. */
function argsOf(operations: Operations, { action }: ActionHistory): Readonly<Record<string, Json>> {
  const args = jsonOf(action.args);
  const operation = operations.get(action.operation);
  const secretArgs = operation === undefined ? Object.keys(args) : (operation.secretArgs ?? []);
  return jsonOf(withoutSecrets({ secretArgs }, args));
}

function shown(history: ActionHistory, args: Readonly<Record<string, Json>>, operations: Operations): Reply {
  const { action, votes, entries, changed, undid } = history;
  const plan = readPlan(action.plan);
  const { target, counts, samples, before = [], warnings } = plan;
  const notes = [...before, ...warnings];
  const done = action.operation.replace('.', ' ');
  const state = stateInWords(action.state, operations.get(action.operation));
  return {
    tone: 'information',
    line: text`Action ${action.id}: ${done}${target === '' ? [] : text` on ${oneLine(target, 200)}`}, ${state}. Requested by ${person(action.requesterId, action.requesterName)} ${action.proposedAt}.`,
    body: joinTexts(
      entries.map(({ at, event, actorId, actor, reason, id, hash }) =>
        joinTexts(
          [
            text`${at} ${eventInWords(event)}`,
            person(actorId, actor),
            ...(reason === null || reason === action.reason ? [] : [text`${oneLine(reason, 200)}`]),
            text`${[`${hash}@${id}`]}`,
          ],
          ' · ',
        ),
      ),
      '\n',
    ),
    fields: [
      ...optional('Reason', action.reason, (reason) => text`${reason}`),
      field('Tier', text`${[action.tier]}`),
      ...optional('Options', inWords(args), asIs),
      ...optional('Planned', counted(counts), asIs),
      ...(samples.length > 0 ? [field('Includes', text`${samples.join(', ')}`)] : []),
      ...(notes.length > 0 ? [field('Notes', joinTexts(notes, '\n'))] : []),
      ...(action.votesNeeded > 0 ? [field('Approvals needed', text`${action.votesNeeded}`, true)] : []),
      ...(votes.length > 0 ? [field('Approvals', joinTexts(votes.map(voteInWords), '\n'))] : []),
      ...optional('Expires', isWaiting(action.state) ? action.deadline : null, (at) => text`${at}`),
      ...optional('Outcome', inWords(jsonOf(action.outcome)), asIs),
      ...optional('Progress', inWords(jsonOf(action.progress)), asIs),
      ...optional('In Akkoma', readRefresh(action.refresh), refreshInWords),
      ...(action.currentPlan == null ? [] : differencesOf(plan, readPlan(action.currentPlan))),
      ...optional('Error', action.failure, (failure) => text`${failure}`),
      ...optional('Rows changed', inWords(changed), asIs),
      ...optional('Reverts automatically', action.reversesAt, (at) => text`${at}`),
      ...optional('Undone by', action.undoneBy, (by) => text`action ${by}`),
      ...(undid.length > 0 ? [field('Undid', text`actions ${oneLine(undid.join(', '), 500)}`)] : []),
    ],
    data: dataOf(history, args),
  };
}

const voteInWords = ({ vote, voterId, voterName, at, reason }: ActionHistory['votes'][number]): Text =>
  text`${[vote === 'approve' ? 'approved' : 'denied']} · ${person(voterId, voterName)} ${at}${reason == null ? [] : text` · ${oneLine(reason, 200)}`}`;

const asIs = (words: Text): Text => words;

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

function inWords(values: Readonly<Record<string, Json>>): Text | null {
  const said = Object.entries(values).filter(([, value]) => value !== null && value !== 0);
  if (said.length === 0) return null;
  return joinTexts(
    said.map(([name, value]) => text`${name.replaceAll('_', ' ')}: ${valueInWords(value)}`),
    '\n',
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
