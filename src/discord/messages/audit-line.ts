import { TimestampStyles, time as timestamp } from 'discord.js';
import { z } from 'zod';
import type { AuditEvent, FeedEntry } from '../../actions/index.ts';
import type { Json } from '../../text/reply.ts';
import { joinTexts, oneLine, type Text, text } from '../../text/text.ts';
import { clip } from './limits.ts';
import { markdown } from './markdown.ts';

/** Characters of a line; two of them always fit into a message. */
const longest = 950;

/** What the events are called where they are told one by one. */
const events: Readonly<Record<AuditEvent, string>> = {
  'action.proposed': 'asked for',
  'action.vote': 'voted on',
  'action.approved': 'approved',
  'action.denied': 'denied',
  'action.cancelled': 'cancelled',
  'action.expired': 'expired',
  'action.running': 'running',
  'action.held': 'held back by the lock',
  'action.waiting': 'waits for another act on the same accounts',
  'action.done': 'done',
  'action.begun': 'begun, batch by batch',
  'action.following': 'left to the server',
  'action.failed': 'failed',
  'action.stale': 'gone stale',
  'action.undone': 'undone',
  'action.kept': 'kept',
  'action.superseded': 'not undone by itself, since later actions decided about it',
  'command.refused': 'refused',
  'command.refused_often': 'refused',
  'akkoma.unknown': 'newer than Steward knows',
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

/**
 * One entry of the audit log as one line, whatever is in it: when, which action, what came of it, the command and what it
 * was told, whom it concerned, who did it, why; and its mark.
 */
export function auditLine(entry: FeedEntry): string {
  const { event, actionId, command, target, args, actor, reason, detail } = entry;
  const { because, failure, ...more } = detailSchema.catch({}).parse(detail);
  const line = joinTexts(
    [
      text`${[actionId === null ? '' : `action ${actionId} `]}${[doneInWords(event, more)]}`,
      text`${command.replace('.', ' ')}${target === null ? [] : text` ${oneLine(target, 100)}`}${argsInWords(args, target)}`,
      text`by ${oneLine(actor, 50)}`,
      ...(reason === null ? [] : [text`${oneLine(reason, 300)}`]),
      ...(because === undefined ? [] : [text`${oneLine(because, 400)}`]),
      ...(failure === undefined ? [] : [text`${oneLine(failure, 100)}`]),
    ],
    ' · ',
  );
  const time = timestamp(entry.at, TimestampStyles.ShortDateTime);
  const end = ` · ${markOf(entry)}`;
  return clip(`${time} · ${markdown(line)}`, longest - end.length) + end;
}

function doneInWords(
  event: string,
  { again, times, minutes, votes, votes_needed: needed }: z.infer<typeof detailSchema>,
): string {
  if (event === 'action.approved' && again === true) return 'tried again';
  if (event === 'command.refused_often') {
    return `refused ${times ?? 'many'} times within ${minutes ?? 'a few'} minutes, the last time`;
  }
  // Another version of Steward may have told of something else.
  const done = (events as Readonly<Record<string, string>>)[event] ?? event.replace('action.', '');
  return event === 'action.vote' && votes !== undefined ? `${done} (${votes} of ${needed ?? '?'})` : done;
}

/** The beginning of an entry's hash and its number, as `audit verify` takes it. */
export const markOf = ({ hash, id }: FeedEntry): string => `\`${hash}@${id}\``;

/** What a command was told besides its target, as far as it was told anything. */
function argsInWords(args: Json, target: string | null): Text {
  const given = Object.entries(Object(args)).filter(
    ([, value]) => value !== null && value !== false && value !== '' && value !== target,
  );
  return given.flatMap(([name, value]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return text` ${oneLine(name, 40)}:${oneLine(shown, 100)}`;
  });
}
