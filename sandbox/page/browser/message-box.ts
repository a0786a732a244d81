import { bestFirst } from './best-first.ts';
import type { BotChoices } from './bot-choices.ts';
import { absentOptions, chipOf, type Draft } from './draft.ts';
import { isAsked, matchingOffers, type OptionOffer, offersOf, type Surroundings } from './option-offers.ts';
import { findCommands, type RunnableCommand } from './runnable-commands.ts';

/** The content of the message box, and the focused option. */
export interface MessageBox {
  /** The text of the line. Once a command is chosen, the line is after its options. */
  readonly text: string;
  readonly draft: Draft | undefined;
  /** The option that has the focus; undefined for the line. */
  readonly focused: string | undefined;
}

/** The effect of an entry: it chooses a command, adds an option, or picks a value. */
export type Taken =
  | { readonly command: RunnableCommand }
  | { readonly add: string }
  | { readonly pick: OptionOffer };

export interface Entry {
  readonly label: string;
  readonly detail: string;
  readonly avatar?: string | undefined;
  /** For a command: the names of its required options, and the number of the others. */
  readonly hints?: readonly string[];
  readonly taken: Taken;
}

export interface Listing {
  /** The name of the command or option that the list is for. */
  readonly title: string;
  readonly description: string;
  readonly entries: readonly Entry[];
  /** The text shown in place of entries; undefined for none. */
  readonly status: string | undefined;
  /** Whether Enter takes the first entry without the person having moved to it. */
  readonly eager: boolean;
}

/** Returns the content of the list above the box; undefined for no list. */
export function listingOf(
  { text, draft, focused }: MessageBox,
  commands: readonly RunnableCommand[],
  surroundings: Surroundings,
  botChoices: BotChoices['state'],
): Listing | undefined {
  if (!draft) return text.startsWith('/') ? listCommands(findCommands(text, commands)) : undefined;
  const chip = chipOf(draft, focused);
  if (!chip) return listOptions(draft, text);

  const { option, picked, text: typed } = chip;
  // If nothing is typed, a value was picked, or the text equals the value of an offer, Enter sends the command and does
  // not take an entry.
  const isWanting = (offered: readonly OptionOffer[]): boolean =>
    typed.trim() !== '' && picked === undefined && offered.every(({ value }) => String(value) !== typed);
  const heading = { title: option.name, description: option.description };
  if (isAsked(option)) {
    if (typeof botChoices === 'string') {
      const status = botChoices === 'loading' ? 'Loading options…' : 'Loading options failed';
      return { ...heading, entries: [], status, eager: false };
    }
    const status = botChoices.length > 0 ? undefined : 'No options match your search.';
    return { ...heading, entries: botChoices.map(pickEntry), status, eager: isWanting(botChoices) };
  }
  const offers = offersOf(option, surroundings);
  if (!offers) return { ...heading, entries: [], status: undefined, eager: false };
  const matching = picked === undefined ? matchingOffers(offers, chip.text) : offers;
  return {
    ...heading,
    entries: matching.map(pickEntry),
    status: matching.length > 0 ? undefined : 'No options match your search.',
    eager: isWanting(matching),
  };
}

function listCommands(found: readonly RunnableCommand[]): Listing {
  return {
    title: 'Commands',
    description: '',
    entries: found.map((command) => ({
      label: `/${command.path}`,
      detail: command.description,
      hints: hintsOf(command),
      taken: { command },
    })),
    status: found.length > 0 ? undefined : 'No matching commands.',
    eager: true,
  };
}

function hintsOf({ options }: RunnableCommand): string[] {
  const required = options.filter((option) => option.required).map(({ name }) => name);
  const others = options.length - required.length;
  return others > 0 ? [...required, `+${others} optional`] : required;
}

function listOptions(draft: Draft, text: string): Listing {
  const typed = text.trim();
  const entries = bestFirst(absentOptions(draft), typed, ({ name }) => [name]).map(
    ({ name, description }) => ({ label: name, detail: description, taken: { add: name } }),
  );
  return {
    title: `/${draft.command.path}`,
    description: draft.command.description,
    entries,
    status: typed !== '' && entries.length === 0 ? 'No matching options.' : undefined,
    eager: typed !== '',
  };
}

function pickEntry(offer: OptionOffer): Entry {
  const { name, value, avatar } = offer;
  const detail = offer.detail ?? (typeof value === 'boolean' || String(value) === name ? '' : String(value));
  return { label: name, detail, avatar, taken: { pick: offer } };
}
