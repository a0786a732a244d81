import { TimestampStyles, time as timestamp } from 'discord.js';
import { z } from 'zod';
import type { AuditEvent, FeedEntry } from '../../actions/index.ts';
import type { Json } from '../../text/reply.ts';
import { joinTexts, oneLine, type Text, text } from '../../text/text.ts';
import { clip } from './limits.ts';
import { markdown } from './markdown.ts';

/** The maximum length of a line in characters; a message always has room for two. */
const maxLength = 950;

/** The words for each event in the audit channel. */
const events: Readonly<Record<AuditEvent, string>> = {
  'action.proposed': 'requested',
  'action.vote': 'approved',
  'action.approved': 'approved',
  'action.denied': 'denied',
  'action.cancelled': 'cancelled',
  'action.expired': 'expired',
  'action.running': 'running',
  'action.held': 'waiting until Steward is unlocked',
  'action.waiting': 'waiting for another action on the same accounts',
  'action.done': 'done',
  'action.begun': 'started in batches',
  'action.following': 'finishing in Akkoma',
  'action.failed': 'failed',
  'action.stale': 'out of date',
  'action.undone': 'undone',
  'action.kept': 'made permanent',
  'action.superseded': 'not reverted automatically, since later actions changed the same accounts',
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
 * One entry of the audit log as one line, at most `maxLength` characters long: time, action, event, command, target,
 * arguments, actor, reason, why it was refused or failed, and the mark.
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
  return clip(`${time} · ${markdown(line)}`, maxLength - end.length) + end;
}

function doneInWords(
  event: string,
  { again, times, minutes, votes, votes_needed: needed }: z.infer<typeof detailSchema>,
): string {
  if (event === 'action.approved' && again === true) return 'retried';
  if (event === 'command.refused_often') {
    return `refused ${times ?? 'many'} times within ${minutes ?? 'a few'} minutes, last`;
  }
  // Another version of Steward may have written an event that this version does not know.
  const done = (events as Readonly<Record<string, string>>)[event] ?? event.replace('action.', '');
  return event === 'action.vote' && votes !== undefined ? `${done} (${votes} of ${needed ?? '?'})` : done;
}

/** The beginning of an entry's hash and its number, in the format that `audit verify` takes. */
export const markOf = ({ hash, id }: FeedEntry): string => `\`${hash}@${id}\``;

/** The arguments of a command, without its target and without those that are empty or false. */
function argsInWords(args: Json, target: string | null): Text {
  const given = Object.entries(Object(args)).filter(
    ([, value]) => value !== null && value !== false && value !== '' && value !== target,
  );
  return given.flatMap(([name, value]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return text` ${oneLine(name, 40)}:${oneLine(shown, 100)}`;
  });
}
