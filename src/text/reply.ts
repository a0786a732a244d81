import type { Text } from './text.ts';

/** What JSON can hold; the shape of everything that `--json` prints and a jsonb column keeps. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The outcome of a command, as data: Discord draws it as an embed, the terminal as lines or JSON. */
export interface Reply {
  readonly tone: 'done' | 'information' | 'question' | 'refused' | 'failed';
  /** The meaning in one plain line; it stands alone where embeds are hidden. */
  readonly line: Text;
  readonly title?: Text;
  readonly body?: Text;
  readonly fields?: readonly ReplyField[];
  readonly footer?: Text;
  readonly files?: readonly ReplyFile[];
  /** Buttons that run a reading command for another page of it. */
  readonly links?: readonly ReplyLink[];
  /** The action that this is about, as far as its surface has a card for it. */
  readonly card?: Card;
  readonly data: Json;
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

export interface ReplyLink {
  readonly label: string;
  readonly command: string;
  /** What the command takes as its `page`. */
  readonly page: string;
  /** Whether the page is shown beside the one that has the button, instead of in its place. */
  readonly beside?: boolean;
}

/** An action on show, and what people can do with it there. */
export interface Card {
  readonly actionId: number;
  readonly buttons: readonly CardButton[];
}

/**
 * `yes`, `run`: its requester has it done, once asked, or once others have agreed; after typing the secret of the operation
 * that is named, if one is. `why`: a draft is given its reason.
 */
export type CardButton =
  | { readonly kind: 'yes' | 'run'; readonly secretOf: string | null }
  | { readonly kind: 'why'; readonly draft: number }
  | { readonly kind: 'approve' | 'deny' | 'cancel' | 'details' | 'undo' | 'retry' | 'again' | 'keep' };

/** Something to type that nobody else may see; asked for when an action is agreed to. */
export interface SecretInput {
  readonly title: string;
  readonly label: string;
}
