import { sql } from 'kysely';
import { type Suggestible, suggestActions, suggestActionsTo, type Verb } from '../actions/index.ts';
import { labelOf } from '../akkoma/accounts/tags.ts';
import { suggestHosts } from '../akkoma/lookup/suggest-hosts.ts';
import { suggestNicknames } from '../akkoma/lookup/suggest-nicknames.ts';
import { suggestTagsToAdd, suggestTagsToRemove } from '../akkoma/lookup/suggest-tags.ts';
import { fillIn, type MailValues, readMailPresets } from '../akkoma/mail/mail-presets.ts';
import { inviteInWords, suggestInvites } from '../akkoma/registration/list-invites.ts';
import { suggestSignUps } from '../akkoma/registration/list-sign-ups.ts';
import { suggestReports } from '../akkoma/reports/index.ts';
import { suggestNotes } from '../operations/index.ts';
import { bestFirst } from '../text/best-first.ts';
import { oneLine, plain } from '../text/text.ts';
import { shortPhraseOf } from './card/phrase.ts';
import type { Catalogue } from './catalogue.ts';
import type { CommandContext, RawArgs } from './command.ts';
import { suggestActionCommands, suggestCommands } from './manual.ts';
import type { Suggestion } from './options.ts';
import { stateInWords } from './state-in-words.ts';

/** A suggested value, and the name that Discord shows for it. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** What the caller is typing: the text of the option so far, and the other options so far. */
export interface Typing {
  readonly catalogue: Catalogue;
  /** The name of the command, without its group. */
  readonly command: string;
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
  { catalogue, command, what, typed, others },
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
      case 'signUp':
        return (await suggestSignUps(em, typed)).map(({ nickname, confirmed }) => ({
          name: confirmed ? nickname : `${nickname} (unconfirmed)`,
          value: nickname,
        }));
      case 'tag':
        return labelled(await suggestTagsToAdd(em, instance, nicknameIn(others), typed));
      case 'ownTag':
        return labelled(await suggestTagsToRemove(em, instance, nicknameIn(others), typed));
      case 'host':
        return (await suggestHosts(em, instance, typed)).map(({ host, shown, accounts }) => ({
          name: `${shown} (${accounts})`,
          value: host,
        }));
      case 'mailPreset':
        return suggestMailPresets(instance.settings.mailPresets, command, typed, {
          instance: instance.settings.instanceName,
          nickname: nicknameIn(others),
        });
      case 'invite':
        return (await suggestInvites(em, typed)).map((invite) => ({
          name: inviteInWords(invite).join(' '),
          value: `#${invite.id}`,
        }));
      case 'note':
        return (await suggestNotes(em, typed)).map(({ id, nickname, text, author }) => ({
          name: oneLine(`${id} · ${nickname}: ${oneLine(text, 60)} · ${author}`, 100),
          value: String(id),
        }));
      case 'report':
        return suggestReports(em, instance, ['open'], typed);
      case 'closedReport':
        return suggestReports(em, instance, ['resolved', 'closed'], typed);
      case 'actionToUndo':
      case 'actionToVoteOn':
      case 'actionToCancel':
      case 'actionToKeep':
      case 'actionToRetry':
        return suggestActionsTo(em, catalogue, {
          verb: verbs[what],
          typed,
          callerId: caller.id,
          nameOf: (action) => nameOf(action, action.requesterName, catalogue),
        });
      case 'command':
        return unnamed(suggestCommands(catalogue, may, typed));
      case 'operation':
        return unnamed(suggestActionCommands(catalogue, typed));
      case 'action':
        return suggestActions(em, typed, (action) =>
          nameOf(action, plain(stateInWords(action, catalogue.operations.get(action.operation))), catalogue),
        );
    }
  });

/** Suggests the mail presets of a command, each with its subject, the best match first. */
async function suggestMailPresets(
  path: string | undefined,
  command: string,
  typed: string,
  values: MailValues,
): Promise<Choice[]> {
  const presets = [...(await readMailPresets(path))].filter(([, { commands }]) =>
    commands.some((each) => each === command),
  );
  const subjects = new Map(presets.map(([name, { subject }]) => [name, fillIn(subject, values)]));
  return bestFirst([...subjects.keys()], typed.toLowerCase()).map((name) => ({
    name: oneLine(`${name}: ${subjects.get(name)}`, 100),
    value: name,
  }));
}

const verbs = {
  actionToUndo: 'undo',
  actionToVoteOn: 'vote',
  actionToCancel: 'cancel',
  actionToKeep: 'keep',
  actionToRetry: 'retry',
} as const satisfies Partial<Record<Suggestion, Verb>>;

/** What a suggestion shows of an action: its number, what it does, and a word more. Discord allows 100 characters. */
const nameOf = (
  action: Pick<Suggestible, 'id' | 'operation' | 'args' | 'plan'>,
  more: string,
  catalogue: Catalogue,
): string => [action.id, plain(shortPhraseOf(action, catalogue, 58)), oneLine(more, 24)].join(' · ');
const labelled = (tags: readonly string[]): Choice[] =>
  tags.map((tag) => ({ name: labelOf(tag), value: tag }));

/** The nickname that the caller has typed so far, in the form that the command takes. */
const nicknameIn = (others: RawArgs): string => String(others.nickname ?? '').replace(/^@/, '');

const unnamed = (values: readonly string[]): Choice[] => values.map((value) => ({ name: value, value }));
