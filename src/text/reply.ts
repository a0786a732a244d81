import type { Table } from './table.ts';
import type { Text } from './text.ts';

/** A JSON value: the type of everything that `--json` prints and a jsonb column stores. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The outcome of a command as data. Discord shows it as an embed, the terminal as lines or JSON. */
export interface Reply {
  readonly tone: 'done' | 'information' | 'question' | 'refused' | 'failed';
  /** The meaning in one plain line, which is enough on its own. */
  readonly line: Text;
  /** The kind of message, such as "Dry run". It does not repeat the line. */
  readonly title?: Text;
  readonly body?: Text;
  /** The rows of a list. A terminal shows them instead of the body. */
  readonly table?: Table;
  /** The account that the reply is about. */
  readonly account?: ReplyAccount | undefined;
  readonly fields?: readonly ReplyField[];
  readonly footer?: Text;
  readonly files?: readonly ReplyFile[];
  /** A picture below everything else. A terminal shows none. */
  readonly picture?: ReplyPicture;
  /** Buttons that run a query command to show another page. */
  readonly links?: readonly ReplyLink[];
  /** The actions of a list that the caller can undo. Discord shows a button for each, a terminal none. */
  readonly undoable?: readonly UndoableAction[];
  /** The card of a queue that the reply is. Only Discord shows one. */
  readonly queueCard?: QueueCardButtons;
  /** The action that the reply is about. Discord shows a card for it. */
  readonly card?: Card;
  /** Whether only the caller sees the reply, even where the command answers in public. */
  readonly onlyForCaller?: boolean;
  readonly data: Json;
}

/** An account with its picture and a link to its profile. Both addresses are https, or null. */
export interface ReplyAccount {
  readonly name: string;
  readonly profile: string | null;
  readonly avatar: string | null;
}

export interface ReplyField {
  readonly name: string;
  readonly value: Text;
  readonly inline?: boolean;
}

export interface ReplyFile {
  readonly name: string;
  readonly content: string;
}

export interface ReplyPicture {
  readonly name: string;
  /** What the picture shows, for those who cannot see it. */
  readonly alternative: string;
  /** As PNG. */
  readonly content: Buffer;
}

export interface ReplyLink {
  readonly label: string;
  readonly command: string;
  /** The argument `page` for the command. */
  readonly page: string;
  /** Whether the page is shown in a new message instead of replacing the page that has the button. */
  readonly beside?: boolean;
}

/** An action with a button that undoes it, in a list. */
export interface UndoableAction {
  readonly actionId: number;
  /** When it was requested: its number may become that of another action. */
  readonly requestedAt: Date;
  /** Whether its undo waits for the approval of others. */
  readonly needsApproval: boolean;
}

/** The buttons of the card of what waits for staff. Each runs a command on what the card showed when it was drawn. */
export interface QueueCardButtons {
  readonly queue: 'reports' | 'sign_ups';
  readonly card: number;
  /** The place of the last item that is shown. */
  readonly last: number;
  readonly buttons: readonly QueueButton[];
}

/** What a button of such a card does. `take_over`: someone else has taken the reports. */
export type QueueButton =
  | 'take'
  | 'take_over'
  | 'resolve'
  | 'dismiss'
  | 'approve'
  | 'reject'
  | 'deactivate'
  | 'delete_posts'
  | 'note'
  | 'details';

/** An action as a message shows it, with its buttons. */
export interface Card {
  readonly actionId: number;
  /** When the action was requested, for cards that stay in a channel: its number may become that of another action. */
  readonly requestedAt?: Date;
  readonly buttons: readonly CardButton[];
}

/**
 * `yes`: the requester confirms the action. `run`: the requester runs it after others have approved it. For both,
 * `secretOf` names the operation whose secret the requester types first, if any. `why`: the requester gives the reason
 * for a draft. `approve`: a member approves the action; `seen` is the fingerprint of the plan that a question has shown
 * to them, null on the card. `dismiss`: they neither approve nor deny
 * it now. `undo`: `needsApproval` tells whether the undo waits for the approval of others.
 */
export type CardButton =
  | { readonly kind: 'yes' | 'run'; readonly secretOf: string | null }
  | { readonly kind: 'why'; readonly draft: number }
  | { readonly kind: 'approve'; readonly seen: string | null }
  | { readonly kind: 'undo'; readonly needsApproval: boolean }
  | { readonly kind: 'deny' | 'dismiss' | 'cancel' | 'details' | 'retry' | 'again' | 'keep' };
