import { sql } from 'kysely';
import { suggestActions, suggestActionsTo, suggestPeople, type Verb } from '../actions/index.ts';
import { labelOf } from '../akkoma/accounts/tags.ts';
import { suggestHosts } from '../akkoma/lookup/suggest-hosts.ts';
import { suggestNicknames } from '../akkoma/lookup/suggest-nicknames.ts';
import { suggestTagsToAdd, suggestTagsToRemove } from '../akkoma/lookup/suggest-tags.ts';
import { inviteInWords, suggestInvites } from '../akkoma/registration/list-invites.ts';
import { oneLine } from '../text/text.ts';
import type { Catalogue } from './catalogue.ts';
import type { CommandContext, RawArgs } from './command.ts';
import { suggestCommands, suggestOperations } from './manual.ts';
import type { Suggestion } from './options.ts';

/** A suggested value, and the name that Discord shows for it. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** What the caller is typing: the text of the option so far, and the other options so far. */
export interface Typing {
  readonly catalogue: Catalogue;
  readonly what: Suggestion;
  readonly typed: string;
  readonly others: RawArgs;
}

/** Returns suggestions for an option while the caller types it. */
export type Autocomplete = (context: CommandContext, typing: Typing) => Promise<Choice[]>;

/** The statement timeout in milliseconds. A slow answer is useless: Discord accepts none after three seconds. */
const statementTimeout = 1_000;

/** Reads in a transaction whose statements PostgreSQL cancels when they exceed the statement timeout. */
export const autocomplete: Autocomplete = (
  { em, instance, may, caller },
  { catalogue, what, typed, others },
) =>
  em.transactional(async (em) => {
    await sql`select set_config('statement_timeout', ${String(statementTimeout)}, true)`.execute(
      em.getKysely(),
    );
    switch (what) {
      case 'nickname':
        return (await suggestNicknames(em, instance, typed)).map(({ nickname, removed }) => ({
          name: removed ? `${nickname} (deleted)` : nickname,
          value: nickname,
        }));
      case 'tag':
        return labelled(await suggestTagsToAdd(em, instance, String(others.nickname ?? ''), typed));
      case 'ownTag':
        return labelled(await suggestTagsToRemove(em, instance, String(others.nickname ?? ''), typed));
      case 'host':
        return (await suggestHosts(em, instance, typed)).map(({ host, accounts }) => ({
          name: `${host} (${accounts})`,
          value: host,
        }));
      case 'invite':
        return (await suggestInvites(em, typed)).map((invite) => ({
          name: inviteInWords(invite).join(' '),
          value: `#${invite.id}`,
        }));
      case 'person':
        return suggestPeople(em, typed);
      case 'actionToUndo':
      case 'actionToVoteOn':
      case 'actionToCancel':
      case 'actionToKeep':
      case 'actionToRetry':
        return suggestActionsTo(em, catalogue, {
          verb: verbs[what],
          typed,
          callerId: caller.id,
        });
      case 'command':
        return unnamed(suggestCommands(catalogue, may, typed));
      case 'operation':
        return unnamed(suggestOperations(catalogue, typed));
      case 'action':
        return (await suggestActions(em, typed)).map(({ id, operation, target, state }) => ({
          name: [id, operation, oneLine(target ?? '–', 40), state].join(' · '),
          value: String(id),
        }));
    }
  });

const verbs = {
  actionToUndo: 'undo',
  actionToVoteOn: 'vote',
  actionToCancel: 'cancel',
  actionToKeep: 'keep',
  actionToRetry: 'retry',
} as const satisfies Partial<Record<Suggestion, Verb>>;

const labelled = (tags: readonly string[]): Choice[] =>
  tags.map((tag) => ({ name: labelOf(tag), value: tag }));

const unnamed = (values: readonly string[]): Choice[] => values.map((value) => ({ name: value, value }));
