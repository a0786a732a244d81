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
import { type FeedEntry, readPlan, withoutSecrets } from '../../actions/index.ts';
import {
  type ActionCommand,
  type Catalogue,
  type CommandEntry,
  givenArgs,
  phraseOf,
} from '../../command/index.ts';
import { code, command as commandMention, oneLine, type Text, type TypedArg, text } from '../../text/text.ts';
import { countOf, type Detail, detailOf, verbOf, wordsOf } from './audit-events.ts';
import { type CommandIds, mentionCommand } from './command-mention.ts';
import { clip } from './limits.ts';
import { markdown } from './markdown.ts';
import { drawnArg } from './typed-args.ts';

/** The maximum length of a line in characters; a message always has room for several. */
const maxLength = 950;

/** What the words of a line are made from. */
export interface AuditWords {
  readonly catalogue: Catalogue;
  readonly commandIds: CommandIds;
}

/**
 * One act as one line, at most `maxLength` characters long: who did what to whom and why, and when.
 *
 * @param entry the entry of the act, or the last one where it has several.
 * @param isFirst whether no entry of the same action stands above it. Others leave out what the first one says.
 * @param start the approval or retry that started this run, if it belongs to the same act.
 */
export function auditLine(entry: FeedEntry, words: AuditWords, isFirst: boolean, start?: FeedEntry): string {
  const { event, actionId, reason } = entry;
  const { because, failure, ...more } = detailOf(entry);
  const { icon } = wordsOf(event);
  const done = doneIn(entry, more, isFirst, start);
  const what = isFirst
    ? markdown(described(entry, words.catalogue), { commandIds: words.commandIds, ...inLine })
    : '';
  // The reason of a request is not that of whoever approved it.
  const isOwn = runnerOf(entry, start) === entry.actor;
  const given = (isFirst && isOwn) || event === 'action.denied' ? reason : null;
  const parts = [
    `${icon} ${done}${what === '' ? '' : `${actionId === null ? '' : ':'} ${what}`}${countOf(event, more)}`,
    // A person wrote the reason, so nothing in it is drawn as a mention.
    ...(given === null ? [] : [markdown(text`${oneLine(given, 400)}`, inLine)]),
    ...[because, failure].flatMap((each) =>
      each === undefined ? [] : [mentioned(oneLine(each, 400), words)],
    ),
  ];
  const at = ` · ${time(entry.at, TimestampStyles.RelativeTime)}`;
  return clip(parts.join(' · '), maxLength - at.length) + at;
}

/** In a line, more text is parsed together with each part. A line of a log stays, so its times are dates. */
const inLine = { isAlone: false, times: TimestampStyles.ShortDateTime } as const;

const named = (name: string): string => bold(markdown(text`${oneLine(name, 50)}`, inLine));

/** The person who made an action run: by an approval, a retry, or themselves. */
const runnerOf = ({ actor, ranBy }: FeedEntry, start: FeedEntry | undefined): string =>
  start?.actor ?? ranBy ?? actor;

/** Who did it, in the past. */
function doneIn(entry: FeedEntry, detail: Detail, isFirst: boolean, start: FeedEntry | undefined): string {
  const { event, actor } = entry;
  const { by, alone = '' } = wordsOf(event);
  const verb = verbOf(event, detail) ?? by;
  const runner = runnerOf(entry, start);
  const requester = isFirst && runner !== actor ? ` for ${named(actor)}` : '';
  if (start !== undefined) {
    const started = verbOf(start.event, detailOf(start)) ?? wordsOf(start.event).by;
    return `${named(runner)} ${started} and ${verb}${requester}`;
  }
  const isNamed = verb !== undefined && detail.followed === undefined && (isFirst || alone === '');
  return isNamed ? `${named(runner)} ${verb}${requester}` : alone;
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
  const inPhrase = new Set(command.options.filter((option) => option.isInPhrase).map(({ name }) => name));
  const unsaid = givenArgs(command, args).filter(
    ({ name, value }) => !said.has(value) && !inPhrase.has(name),
  );
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
function typed({ command, args }: FeedEntry, catalogue: Catalogue): Text {
  const entry = catalogue.byRecordedName(command);
  const words = entry?.path ?? command.replace('.', ' ');
  return text`${commandMention(words)}${argumentsOf(givenArgs(entry?.command, args))}`;
}

const argumentsOf = (given: readonly TypedArg[]): Text =>
  given.flatMap((arg) => [
    ' ',
    ...(drawnArg(arg) ?? code(`${oneLine(arg.name, 40)}:${oneLine(arg.value, 100)}`)),
  ]);

/**
 * A sentence from the log, which is stored as plain text. Roles and channels in it, times and commands are drawn as
 * Discord draws them.
 */
const mentioned = (sentence: string, { catalogue, commandIds }: AuditWords): string =>
  sentence
    .split(drawnIn(catalogue))
    .map((part, index) => (index % 2 === 1 ? drawn(part, commandIds) : markdown(text`${part}`, inLine)))
    .join('');

const drawnIn = ({ groups }: Catalogue): RegExp =>
  new RegExp(
    String.raw`(\b(?:role|channel) \d{17,20}\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z|"(?:${groups.map(({ name }) => name).join('|')}) [a-z_]+(?: \d+)?")`,
  );

function drawn(part: string, commandIds: CommandIds): string {
  const [kind, id = ''] = part.split(' ');
  if (part.startsWith('"')) return mentionCommand(part.slice(1, -1), commandIds);
  if (kind === 'role') return roleMention(id);
  return kind === 'channel' ? channelMention(id) : time(new Date(part), TimestampStyles.ShortDateTime);
}
