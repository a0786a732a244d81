import type { APIApplicationCommandBasicOption } from 'discord-api-types/payloads/v10';
import { misnamedOption } from './misnamed-option.ts';
import type { Surroundings } from './option-offers.ts';
import { type OptionValue, type Reading, readOption } from './option-value.ts';
import type { RunnableCommand } from './runnable-commands.ts';

/** An option in the message box, with its text. */
export interface Chip {
  readonly option: APIApplicationCommandBasicOption;
  readonly text: string;
  /** The value that was picked from the list. Typing in the option removes it, and then the text counts. */
  readonly picked?: OptionValue | undefined;
}

/** A command whose options are being filled in. The required ones are always there, before the optional ones. */
export interface Draft {
  readonly command: RunnableCommand;
  readonly chips: readonly Chip[];
}

export function openDraft(command: RunnableCommand): Draft {
  const required = command.options.filter((option) => option.required);
  return { command, chips: required.map((option) => ({ option, text: '' })) };
}

/** Returns the options that can still be added, all of them optional. */
export function absentOptions({ command, chips }: Draft): APIApplicationCommandBasicOption[] {
  return command.options.filter((option) => !chips.some((chip) => chip.option.name === option.name));
}

export function chipOf({ chips }: Draft, name: string | undefined): Chip | undefined {
  return chips.find((chip) => chip.option.name === name);
}

/** Returns the draft with the text of an option changed. The option is added if it was absent. */
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

/** Returns the draft without an optional option. A required option is never removed. */
export function withoutOption(draft: Draft, name: string): Draft {
  return {
    ...draft,
    chips: draft.chips.filter(({ option }) => option.name !== name || option.required),
  };
}

/** Returns the first empty option, or undefined, which means the line after all options. */
export function nextToFill({ chips }: Draft): string | undefined {
  return chips.find(({ text }) => text.trim() === '')?.option.name;
}

/**
 * Returns the option before or after an option. As an argument, undefined means the line after all options. As a result
 * it means that line or, before the first option, that there is none.
 */
export function neighbour({ chips }: Draft, name: string | undefined, step: 1 | -1): string | undefined {
  const at = name === undefined ? chips.length : chips.findIndex(({ option }) => option.name === name);
  return chips[at + step]?.option.name;
}

/** Returns the problem of each option that cannot be sent, by name. */
export function problemsOf(draft: Draft, surroundings: Surroundings): ReadonlyMap<string, string> {
  return new Map(
    draft.chips.flatMap((chip) => {
      const problem = problemOf(chip, draft.command, surroundings);
      return problem === undefined ? [] : [[chip.option.name, problem] as const];
    }),
  );
}

function problemOf(chip: Chip, command: RunnableCommand, surroundings: Surroundings): string | undefined {
  if (chip.picked !== undefined) return undefined;
  const reading = readChip(chip, surroundings);
  const problem = reading && 'problem' in reading ? reading.problem : undefined;
  return misnamedOption(chip.option, chip.text, command) ?? problem;
}

/** Returns the values to send, by option, without empty options and options with a problem. */
export function valuesOf(draft: Draft, surroundings: Surroundings): Readonly<Record<string, OptionValue>> {
  return Object.fromEntries(
    draft.chips.flatMap((chip) => {
      const reading = readChip(chip, surroundings);
      return reading && 'value' in reading ? [[chip.option.name, reading.value] as const] : [];
    }),
  );
}

/** Returns the values for an autocomplete request. The focused option has its text as typed. */
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
