import type { BotChoices } from './bot-choices.ts';
import { absentOptions, chipOf, type Draft } from './draft.ts';
import { isAsked, matchingOffers, type OptionOffer, offersOf, type Surroundings } from './option-offers.ts';
import { findCommands, type RunnableCommand } from './runnable-commands.ts';

/** What the message box holds and where the person is in it. */
export interface MessageBox {
  /** The line itself: before a command is chosen all there is, then what is typed behind its options. */
  readonly text: string;
  readonly draft: Draft | undefined;
  /** The option that is being filled in; undefined in the line itself. */
  readonly focused: string | undefined;
}

/** Something that can be taken from the list above the box. */
export type Taken =
  | { readonly command: RunnableCommand }
  | { readonly add: string }
  | { readonly pick: OptionOffer };

export interface Entry {
  readonly label: string;
  readonly detail: string;
  readonly avatar?: string | undefined;
  /** The options of a command, the required ones by name, the others by their number. */
  readonly hints?: readonly string[];
  readonly taken: Taken;
}

export interface Listing {
  /** What is being asked for. */
  readonly title: string;
  readonly description: string;
  readonly entries: readonly Entry[];
  /** Said in place of entries, or of their absence. */
  readonly status: string | undefined;
  /** Whether the first entry is the one that Enter takes, without the person having moved to it. */
  readonly eager: boolean;
}

/** What the list above the box offers, undefined for none. */
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
  // What stands there in full is sent by Enter, also where suggestions have come just before.
  const isWanting = (offered: readonly OptionOffer[]): boolean =>
    picked === undefined && offered.every(({ value }) => String(value) !== typed);
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
    status: found.length > 0 ? undefined : 'No command matches.',
    eager: true,
  };
}

function hintsOf({ options }: RunnableCommand): string[] {
  const required = options.filter((option) => option.required).map(({ name }) => name);
  const others = options.length - required.length;
  return others > 0 ? [...required, `+${others} optional`] : required;
}

function listOptions(draft: Draft, text: string): Listing {
  const typed = text.trim().toLowerCase();
  const entries = absentOptions(draft)
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, description }) => ({ label: name, detail: description, taken: { add: name } }));
  return {
    title: `/${draft.command.path}`,
    description: draft.command.description,
    entries,
    status: typed !== '' && entries.length === 0 ? 'No option has that name.' : undefined,
    eager: typed !== '',
  };
}

function pickEntry(offer: OptionOffer): Entry {
  const { name, value, avatar } = offer;
  const detail = offer.detail ?? (typeof value === 'boolean' || String(value) === name ? '' : String(value));
  return { label: name, detail, avatar, taken: { pick: offer } };
}
