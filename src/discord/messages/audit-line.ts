import {
  bold,
  channelLink,
  channelMention,
  hyperlink,
  inlineCode,
  messageLink,
  roleMention,
  TimestampStyles,
  time,
} from 'discord.js';
import { z } from 'zod';
import { type AuditEvent, type FeedEntry, readPlan, withoutSecrets } from '../../actions/index.ts';
import {
  type ActionCommand,
  type Catalogue,
  type CommandEntry,
  drawnArg,
  type GivenArg,
  givenArgs,
  phraseOf,
} from '../../command/index.ts';
import { plural } from '../../text/plural.ts';
import { code, command as commandMention, oneLine, type Text, text } from '../../text/text.ts';
import { type CommandIds, mentionCommand } from './command-mention.ts';
import { clip } from './limits.ts';
import { markdown } from './markdown.ts';

/** The maximum length of a line in characters; a message always has room for several. */
const maxLength = 950;

/** What the words of a line are made from. */
export interface AuditWords {
  readonly catalogue: Catalogue;
  readonly commandIds: CommandIds;
}

type Kind = 'waiting' | 'done' | 'changed' | 'refused' | 'failed';

interface EventWords {
  readonly icon: string;
  readonly kind: Kind;
  /** What the actor did, followed by the action. */
  readonly by?: string;
  /** What happened without an actor. */
  readonly alone?: string;
}

/** How each event is shown in the audit channel. */
const events: Readonly<Record<AuditEvent, EventWords>> = {
  'action.proposed': { icon: '⏳', kind: 'waiting', by: 'requested' },
  'action.vote': { icon: '👍', kind: 'waiting', by: 'approved' },
  'action.approved': { icon: '👍', kind: 'waiting', by: 'approved' },
  'action.denied': { icon: '⛔', kind: 'refused', by: 'denied' },
  'action.cancelled': { icon: '✖️', kind: 'refused', by: 'cancelled' },
  'action.expired': { icon: '⌛', kind: 'refused', alone: 'Expired' },
  'action.running': { icon: '▶️', kind: 'waiting', alone: 'Running' },
  'action.held': { icon: '🔒', kind: 'waiting', alone: 'Waiting until Steward is unlocked' },
  'action.waiting': { icon: '⏳', kind: 'waiting', alone: 'Waiting for another action on the same accounts' },
  'action.done': { icon: '✅', kind: 'done', by: 'ran', alone: 'Done' },
  'action.begun': { icon: '▶️', kind: 'waiting', by: 'started', alone: 'Started in batches' },
  'action.following': { icon: '▶️', kind: 'waiting', by: 'ran', alone: 'Finishing in Akkoma' },
  'action.failed': { icon: '❌', kind: 'failed', by: 'tried', alone: 'Failed' },
  'action.stale': { icon: '⚠️', kind: 'refused', alone: 'Out of date' },
  'action.undone': { icon: '↩️', kind: 'changed', by: 'undid' },
  'action.kept': { icon: '📌', kind: 'changed', by: 'made permanent' },
  'action.superseded': {
    icon: 'ℹ️',
    kind: 'changed',
    alone: 'Not reverted automatically, since later actions changed the same accounts',
  },
  'command.refused': { icon: '🚫', kind: 'refused', by: 'was refused' },
  'command.refused_often': { icon: '🚨', kind: 'failed', by: 'was refused' },
  'command.refused_more': { icon: '🚫', kind: 'refused', by: 'was refused' },
  'akkoma.unknown': { icon: '⚠️', kind: 'failed', alone: 'This Akkoma is newer than Steward knows' },
};

const detailSchema = z.object({
  again: z.boolean().optional().catch(undefined),
  times: z.number().optional().catch(undefined),
  minutes: z.number().optional().catch(undefined),
  votes: z.number().optional().catch(undefined),
  votes_needed: z.number().optional().catch(undefined),
  because: z.string().optional().catch(undefined),
  failure: z.string().optional().catch(undefined),
});

/** The kind of an event, which decides the colour. */
export const kindOf = ({ event }: FeedEntry): Kind => wordsOf(event).kind;

// Another version of Steward may have written an event that this version does not know.
const wordsOf = (event: string): EventWords =>
  (events as Readonly<Record<string, EventWords>>)[event] ?? {
    icon: 'ℹ️',
    kind: 'changed',
    alone: event.replace('action.', ''),
  };

/**
 * One entry of the audit log as one line, at most `maxLength` characters long: who did what to whom and why, and when.
 *
 * @param isFirst whether no entry of the same action stands above it. Others leave out what the first one says.
 */
export function auditLine(entry: FeedEntry, words: AuditWords, isFirst: boolean): string {
  const { event, actionId, actor, reason, detail } = entry;
  const { because, failure, ...more } = detailSchema.catch({}).parse(detail);
  const { icon, by, alone } = wordsOf(event);
  const verb = verbOf(event, more) ?? by;
  const isNamed = verb !== undefined && (isFirst || alone === undefined);
  const done = isNamed
    ? `${bold(markdown(text`${oneLine(actor, 50)}`, { isAlone: false }))} ${verb}`
    : (alone ?? '');
  const what = isFirst
    ? markdown(described(entry, words.catalogue), { commandIds: words.commandIds, isAlone: false })
    : '';
  const given = isFirst || event === 'action.denied' ? reason : null;
  const parts = [
    `${icon} ${done}${what === '' ? '' : `${actionId === null ? '' : ':'} ${what}`}${countOf(event, more)}`,
    // A person wrote the reason, so nothing in it is drawn as a mention.
    ...(given === null ? [] : [markdown(text`${oneLine(given, 400)}`, { isAlone: false })]),
    ...[because, failure].flatMap((each) =>
      each === undefined ? [] : [mentioned(oneLine(each, 400), words.commandIds)],
    ),
  ];
  const at = ` · ${time(entry.at, TimestampStyles.RelativeTime)}`;
  return clip(parts.join(' · '), maxLength - at.length) + at;
}

/** The verb where it depends on more than the event. */
function verbOf(event: string, { again, times, minutes }: z.infer<typeof detailSchema>): string | undefined {
  if (event === 'action.approved' && again === true) return 'retried';
  if (event === 'command.refused_more')
    return `was refused ${times ?? 'many'} more ${plural(times ?? 2, 'time', 'times')}, last`;
  if (event !== 'command.refused_often') return undefined;
  return `was refused ${times ?? 'many'} times in ${minutes ?? 'a few'} minutes, last`;
}

function countOf(event: string, { votes, votes_needed: needed }: z.infer<typeof detailSchema>): string {
  return event === 'action.vote' && votes !== undefined ? ` (${votes} of ${needed ?? '?'})` : '';
}

/** The beginning of an entry's hash and its number, in the format that `audit verify` takes. */
export const markOf = ({ hash, id }: FeedEntry): string => inlineCode(`${hash}@${id}`);

/** The number of an entry's action, as a link to its card where there is one. */
export function actionLink({ actionId, guildId, channelId, messageId }: FeedEntry): string {
  const name = `Action ${actionId ?? 0}`;
  if (guildId === null || channelId === null) return name;
  return hyperlink(
    name,
    messageId === null ? channelLink(channelId, guildId) : messageLink(channelId, messageId, guildId),
  );
}

/**
 * What an action does, and the arguments that this leaves unsaid. A refused command, and an action that this version
 * cannot read, are shown as they were typed.
 */
function described(entry: FeedEntry, catalogue: Catalogue): Text {
  const action = catalogue.byOperation(entry.command);
  // The log has masked the secrets of an operation that this version does not know; the row of its action may have them.
  if (entry.actionId === null || action === undefined) return typed(entry, catalogue);
  try {
    return summarized(entry, action, catalogue);
  } catch {
    return typed(entry, catalogue);
  }
}

function summarized(
  { command: operation, actionArgs, plan }: FeedEntry,
  { command }: CommandEntry<ActionCommand>,
  catalogue: Catalogue,
): Text {
  // The row of a waiting action has its secrets, since it runs later.
  const args = withoutSecrets(command, Object(actionArgs));
  const phrase = phraseOf({ operation, args, plan }, catalogue);
  // An action without a description is shown as it was typed, with all of its arguments.
  if (phrase.some((piece) => typeof piece === 'object' && ('line' in piece || 'code' in piece)))
    return phrase;
  const members = phrase.flatMap((piece) =>
    typeof piece === 'object' && 'person' in piece ? [piece.person] : [],
  );
  const { target } = readPlan(plan);
  const said = new Set([target, ...members, ...wordsIn(phrase)]);
  const unsaid = givenArgs(command, args).filter(({ value, isInPhrase }) => !isInPhrase && !said.has(value));
  return text`${phrase}${argumentsOf(unsaid)}`;
}

/** The values in a phrase: each that was put into it, whole and word by word. */
const wordsIn = (phrase: Text): string[] =>
  phrase.flatMap((piece) =>
    typeof piece === 'object' && 'foreign' in piece
      ? [piece.foreign, ...piece.foreign.split(/:?[\s,()]+/)]
      : [],
  );

/** A command that was refused, as it was typed. */
const typed = ({ command, args }: FeedEntry, catalogue: Catalogue): Text =>
  text`${commandMention(command.replace('.', ' '))}${argumentsOf(givenArgs(catalogue.find(...command.split('.')), args))}`;

const argumentsOf = (given: readonly GivenArg[]): Text =>
  given.flatMap((arg) => [
    ' ',
    ...(drawnArg(arg) ?? code(`${oneLine(arg.name, 40)}:${oneLine(arg.value, 100)}`)),
  ]);

/**
 * A sentence from the log, which is stored as plain text. Roles and channels in it, times and commands are drawn as
 * Discord draws them.
 */
const mentioned = (sentence: string, commandIds: CommandIds): string =>
  sentence
    .split(
      /(\b(?:role|channel) \d{17,20}\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z|"(?:user|action|staff|audit) [a-z_]+(?: \d+)?")/,
    )
    .map((part, index) =>
      index % 2 === 1 ? drawn(part, commandIds) : markdown(text`${part}`, { isAlone: false }),
    )
    .join('');

function drawn(part: string, commandIds: CommandIds): string {
  const [kind, id = ''] = part.split(' ');
  if (part.startsWith('"')) return mentionCommand(part.slice(1, -1), commandIds);
  if (kind === 'role') return roleMention(id);
  return kind === 'channel' ? channelMention(id) : time(new Date(part), TimestampStyles.RelativeTime);
}
