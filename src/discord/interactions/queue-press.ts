import type { ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import {
  type Catalogue,
  type Command,
  type CommandContext,
  type RawArgs,
  recordedName,
} from '../../command/index.ts';
import { type QueueCard, readQueueCard } from '../../queue/index.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import type { QueueButton } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import type { QueuePress } from '../messages/queue-buttons.ts';
import { type Question, valueTypedIn } from './modals.ts';

/** The command that a button runs, and its arguments. */
interface Runs {
  /** The path of the command. */
  readonly path: string;
  /**
   * @param ids those of the items that are open and were shown.
   * @param typed what was typed in the modal; an empty text without one.
   */
  argsOf(card: QueueCard, ids: readonly string[], typed: string): RawArgs;
  /** What the modal asks for that opens first. */
  readonly asks?: Question;
  /** Whether it is shown to the caller alone, also of a card on which nothing is open. */
  readonly isShown?: true;
}

const reports = (ids: readonly string[]): RawArgs => ({ report: ids.join(', ') });

const forTheLog = 'Shown in the channel and kept in the audit log.';

const take: Runs = { path: 'report take', argsOf: (_card, ids) => reports(ids) };

/** What each button runs, by the queue of its card. */
const runs: Readonly<Record<QueueCard['queue'], Readonly<Partial<Record<QueueButton, Runs>>>>> = {
  reports: {
    take,
    take_over: take,
    resolve: { path: 'report resolve', argsOf: (_card, ids) => reports(ids) },
    dismiss: { path: 'report dismiss', argsOf: (_card, ids) => reports(ids) },
    deactivate: {
      path: 'user deactivate',
      argsOf: ({ account }, _ids, reason) => ({ nickname: account, reason }),
      asks: { title: 'Deactivate the account', label: 'Reason', description: forTheLog },
    },
    delete_posts: {
      path: 'post delete',
      argsOf: (_card, ids, reason) => ({ post: ids.join(', '), reason }),
      asks: { title: 'Delete the reported posts', label: 'Reason', description: forTheLog },
    },
    note: {
      path: 'report note',
      argsOf: (_card, ids, typed) => ({ report: ids.at(-1) ?? '', text: typed }),
      asks: {
        title: 'Add a note to the newest report',
        label: 'Note',
        description: 'At most 255 characters. The staff of the instance sees it.',
      },
    },
    details: {
      path: 'report show',
      argsOf: ({ items }) => ({ report: items.at(-1)?.id }),
      isShown: true,
    },
  },
  sign_ups: {
    approve: { path: 'signup approve', argsOf: ({ account }) => ({ accounts: [account] }) },
    reject: {
      path: 'signup reject',
      argsOf: ({ account }, _ids, reason) => ({ accounts: [account], reason }),
      asks: { title: 'Reject the account', label: 'Reason', description: forTheLog },
    },
    details: { path: 'user show', argsOf: ({ account }) => ({ nickname: account }), isShown: true },
  },
};

/** A command that a press runs in place of typing it. */
export interface PressedCommand {
  readonly command: Command;
  /** The name that records have of the command. */
  readonly name: string;
  readonly raw: RawArgs;
  /** What a modal asks for first; undefined where nothing is asked, or it was answered. */
  readonly asks: Runs['asks'];
  /** Whether only the caller sees the answer. */
  readonly isPrivate: boolean;
}

/**
 * Finds the command behind a button, or behind the modal that it opened; null where this version has no such button. The
 * card is read once the role was checked, when the command runs.
 */
export function commandOfPress(
  catalogue: Catalogue,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  press: QueuePress,
): PressedCommand | null {
  const found = runs[press.queue][press.kind];
  const entry = catalogue.find(...(found?.path.split(' ') ?? []));
  if (found === undefined || entry === undefined) return null;
  const typed = interaction.isModalSubmit() ? valueTypedIn(interaction) : '';
  const { command } = entry;
  return {
    command: {
      ...command,
      prepare: () => async (context: CommandContext) => {
        const card = await readQueueCard(context.em, press.card);
        if (card === null) throw new Stale(text`This card belongs to another database of Steward.`);
        return command.prepare(found.argsOf(card, openOn(card, press, found), typed))(context);
      },
    },
    name: recordedName(entry),
    raw: {},
    asks: interaction.isModalSubmit() ? undefined : found.asks,
    isPrivate: command.visibility === 'private',
  };
}

/**
 * The items that were shown and are open.
 *
 * @throws NothingToDo where there is none, and the command needs one.
 */
function openOn({ items }: QueueCard, { last }: QueuePress, { isShown }: Runs): string[] {
  const open = items.filter(({ state, place }) => state === 'open' && place <= last).map(({ id }) => id);
  if (open.length === 0 && isShown !== true) {
    throw new NothingToDo(text`Nothing on this card is open any more. Nothing was changed.`);
  }
  return open;
}
