import type { APIMessage } from 'discord-api-types/v10';
import type { DiscordSandbox } from '../../../sandbox/discord/index.ts';
import { buttonOf } from '../../support/buttons.ts';
import type { Dice } from '../dice.ts';
import { labelsOf } from '../people.ts';
import type { Account } from './accounts.ts';
import type { Answered, Asked } from './asked.ts';
import { staff, visitors } from './people.ts';

/** Fifty people who each do something now and then. */
export interface Crowd {
  /** Sends a request of a random person. */
  ask(): Promise<Asked>;
  /** Types on as a random person; resolves with the milliseconds until there were suggestions. */
  type(): Promise<number>;
  /** Adds the buttons and follow-up requests that an answer makes possible. */
  learn(answered: Answered): void;
  /** The expected state of all accounts, if everything that was answered was done. */
  accounts(): Iterable<Account>;
}

interface CrowdParts {
  readonly discord: DiscordSandbox;
  readonly dice: Dice;
  readonly accounts: readonly Account[];
}

export function createCrowd({ discord, dice, accounts: all }: CrowdParts): Crowd {
  const accounts = new Map(all.map((account) => [account.nickname, account]));
  /** The accounts without a request under way, the one that has been idle for longest first. */
  const idle = all.map(({ nickname }) => nickname);
  const undoable: { readonly done: Answered; readonly account: Account }[] = [];
  const pages: { readonly who: string; readonly message: APIMessage }[] = [];
  const askers = new Map<string, string>();
  const nickname = (): string => dice.pick(all).nickname;

  const command = async (
    kind: string,
    [path, options]: readonly [string, Record<string, string>],
    expected: RegExp,
    who = dice.pick(staff),
  ): Promise<Asked> => {
    const interaction = await discord.as(who).command(path, options);
    askers.set(interaction.id, who);
    return { kind, interaction, expected };
  };

  const reads: readonly (() => Promise<Asked>)[] = [
    () => {
      const name = nickname();
      return command(
        'user show',
        ['user show', { nickname: name }],
        new RegExp(`^${escaped(name)}: (local|remote), `),
      );
    },
    () => command('user list', ['user list', {}], /^\d+ accounts on this page\.$/),
    () => command('user search', ['user search', { text: `crowd${dice.below(100)}` }], /account/),
    () => command('action list', ['action list', {}], /^\d+ actions?|^No matching actions\.$/),
  ];

  const write = async (): Promise<Asked> => {
    const was = accounts.get(idle.shift() ?? '');
    if (was === undefined) return ask();
    const name = escaped(was.nickname);
    const options = { nickname: was.nickname };
    const tag = { ...options, tags: 'drill' };
    const choices = [
      was.tag === null
        ? ({
            path: 'user tag',
            options: tag,
            expected: `^Tagged ${name}`,
            becomes: { ...was, tag: 'drill' },
          } as const)
        : ({
            path: 'user untag',
            options: tag,
            expected: `^Removed tags from ${name}`,
            becomes: { ...was, tag: null },
          } as const),
      was.active
        ? ({
            path: 'user deactivate',
            options,
            expected: `^Deactivated ${name}`,
            becomes: { ...was, active: false },
          } as const)
        : ({
            path: 'user activate',
            options,
            expected: `^Activated ${name}`,
            becomes: { ...was, active: true },
          } as const),
    ];
    const { path, options: given, expected, becomes } = dice.pick(choices);
    return { ...(await command(path, [path, given], new RegExp(expected))), was, becomes };
  };

  const refused = (): Promise<Asked> =>
    command(
      'refused',
      ['user deactivate', { nickname: nickname() }],
      /^Only moderators and admins can do this/,
      dice.pick(visitors),
    );

  const press = async (): Promise<Asked> => {
    const undo = dice.chance(0.5) ? undoable.shift() : undefined;
    if (undo !== undefined) {
      const { done, account } = undo;
      const interaction = await discord
        .as(dice.pick(staff))
        .click(done.message, buttonOf(done.message, 'Undo'));
      return {
        kind: 'press Undo',
        interaction,
        expected: /^Undid action /,
        was: account,
        ...(done.was && { becomes: done.was }),
      };
    }
    const page = pages.shift();
    if (page === undefined) return ask();
    const interaction = await discord.as(page.who).click(page.message, buttonOf(page.message, 'Next'));
    return { kind: 'press Next', interaction, expected: /^\d+ accounts? on this page\.$/ };
  };

  const ask = (): Promise<Asked> => {
    const throwOf = dice.below(60);
    if (throwOf < 30) return (reads[Math.min(3, Math.floor(throwOf / 7.5))] ?? refused)();
    if (throwOf < 50) return write();
    return throwOf < 55 ? press() : refused();
  };

  return {
    ask,
    type: async () => {
      const began = performance.now();
      await discord
        .as(dice.pick(staff))
        .autocomplete('user show', { nickname: nickname().slice(0, 3 + dice.below(4)) }, 'nickname')
        .catch(() => undefined);
      return performance.now() - began;
    },
    learn: (answered) => {
      const { interaction, message, becomes, kind } = answered;
      const who = askers.get(interaction.id);
      askers.delete(interaction.id);
      if (kind === 'user list' && who !== undefined && labelsOf(message).includes('Next'))
        pages.push({ who, message });
      if (becomes === undefined) return;
      accounts.set(becomes.nickname, becomes);
      // One in four waits for its undo, and no other request touches its account.
      if (labelsOf(message).includes('Undo') && kind !== 'press Undo' && dice.chance(0.25))
        undoable.push({ done: answered, account: becomes });
      else idle.push(becomes.nickname);
    },
    accounts: () => accounts.values(),
  };
}

const escaped = (text: string): string => text.replace(/[.@]/g, '\\\\?$&');
