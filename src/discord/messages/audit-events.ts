import { z } from 'zod';
import type { AuditEvent, FeedEntry } from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';

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
  /** The action that undid this one, or made it permanent. */
  by: z.number().optional().catch(undefined),
  /** Whether a button was pressed, and no command typed. */
  press: z.boolean().optional().catch(undefined),
  /** How the work that an action left to Akkoma has ended. */
  followed: z.string().optional().catch(undefined),
});

export type Detail = z.infer<typeof detailSchema>;

/** What a line shows of the details of an entry. Another version of Steward may have written them. */
export const detailOf = ({ detail }: FeedEntry): Detail => detailSchema.catch({}).parse(detail);

/** The kind of an event, which decides the colour. */
export const kindOf = ({ event }: FeedEntry): Kind => wordsOf(event).kind;

/** The action that undid the one of this entry, or made it permanent; undefined where nothing did. */
export const changedBy = (entry: FeedEntry): number | undefined => detailOf(entry).by;

/**
 * Whether an entry alarms nobody: a refused press, since everybody who sees a card can press its buttons, and the number
 * of further refusals of a person, of whom the channel knows.
 */
export const isHarmless = (entry: FeedEntry): boolean =>
  entry.event === 'command.refused_more' ||
  (entry.event === 'command.refused' && detailOf(entry).press === true);

// Another version of Steward may have written an event that this version does not know.
export const wordsOf = (event: string): EventWords =>
  (events as Readonly<Record<string, EventWords>>)[event] ?? {
    icon: 'ℹ️',
    kind: 'changed',
    alone: event.replace('action.', ''),
  };

/** The verb where it depends on more than the event. */
export function verbOf(event: string, { again, times, minutes }: Detail): string | undefined {
  if (event === 'action.approved' && again === true) return 'retried';
  if (event === 'command.refused_more')
    return `was refused ${times ?? 'many'} more ${plural(times ?? 2, 'time', 'times')}, last`;
  if (event !== 'command.refused_often') return undefined;
  return `was refused ${times ?? 'many'} times in ${minutes ?? 'a few'} minutes, last`;
}

/** How many of the approvals there are. */
export function countOf(event: string, { votes, votes_needed: needed }: Detail): string {
  return event === 'action.vote' && votes !== undefined ? ` (${votes} of ${needed ?? '?'})` : '';
}
