import type { APIApplicationCommandBasicOption } from 'discord-api-types/payloads/v10';
import type { Surroundings } from './option-offers.ts';
import { type OptionValue, type Reading, readOption } from './option-value.ts';
import type { RunnableCommand } from './runnable-commands.ts';

/** An option that stands in the message box, with what is typed in it. */
export interface Chip {
  readonly option: APIApplicationCommandBasicOption;
  readonly text: string;
  /** The value that was picked and that the text names; what is typed after it counts by itself. */
  readonly picked?: OptionValue | undefined;
}

/** A command whose options are being filled in: the required ones first and from the start. */
export interface Draft {
  readonly command: RunnableCommand;
  readonly chips: readonly Chip[];
}

export function openDraft(command: RunnableCommand): Draft {
  const required = command.options.filter((option) => option.required);
  return { command, chips: required.map((option) => ({ option, text: '' })) };
}

/** The options that could still be added, all of them optional. */
export function absentOptions({ command, chips }: Draft): APIApplicationCommandBasicOption[] {
  return command.options.filter((option) => !chips.some((chip) => chip.option.name === option.name));
}

export function chipOf({ chips }: Draft, name: string | undefined): Chip | undefined {
  return chips.find((chip) => chip.option.name === name);
}

/** The draft with an option's text changed, and the option added where it was absent. */
export function withText(draft: Draft, name: string, text: string, picked?: OptionValue): Draft {
  const option = draft.command.options.find((each) => each.name === name);
  if (!option) return draft;
  const chip = { option, text, picked };
  return {
    ...draft,
    chips: chipOf(draft, name)
      ? draft.chips.map((each) => (each.option.name === name ? chip : each))
      : [...draft.chips, chip],
  };
}

/** The draft without an optional option; a required one always stands. */
export function withoutOption(draft: Draft, name: string): Draft {
  return {
    ...draft,
    chips: draft.chips.filter(({ option }) => option.name !== name || option.required),
  };
}

/** Where to go on once something is filled in: the first option that is empty, else behind them all. */
export function nextToFill({ chips }: Draft): string | undefined {
  return chips.find(({ text }) => text.trim() === '')?.option.name;
}

/** The neighbour of an option, undefined being the place behind them all; before the first there is none. */
export function neighbour({ chips }: Draft, name: string | undefined, step: 1 | -1): string | undefined {
  const at = name === undefined ? chips.length : chips.findIndex(({ option }) => option.name === name);
  return chips[at + step]?.option.name;
}

/** What Discord's client would say of each option that cannot be sent as it is, by name. */
export function problemsOf(draft: Draft, surroundings: Surroundings): ReadonlyMap<string, string> {
  return new Map(
    draft.chips.flatMap((chip) => {
      const reading = readChip(chip, surroundings);
      return reading && 'problem' in reading ? [[chip.option.name, reading.problem] as const] : [];
    }),
  );
}

/** The values to send, by option; those with a problem and those left empty are not among them. */
export function valuesOf(draft: Draft, surroundings: Surroundings): Readonly<Record<string, OptionValue>> {
  return Object.fromEntries(
    draft.chips.flatMap((chip) => {
      const reading = readChip(chip, surroundings);
      return reading && 'value' in reading ? [[chip.option.name, reading.value] as const] : [];
    }),
  );
}

/** The values so far while the bot is asked for one of them, which goes as it is typed. */
export function valuesWhileAsking(
  draft: Draft,
  focused: string,
  surroundings: Surroundings,
): Readonly<Record<string, OptionValue>> {
  return { ...valuesOf(draft, surroundings), [focused]: chipOf(draft, focused)?.text ?? '' };
}

function readChip({ option, text, picked }: Chip, surroundings: Surroundings): Reading | undefined {
  return picked === undefined ? readOption(option, text, surroundings) : { value: picked };
}
