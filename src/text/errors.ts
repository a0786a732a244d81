import { joinTexts, option as optionNamed, plain, type Text, text } from './text.ts';

/**
 * An error that is reported to the caller. Each has a sentence that says what happened and what to do next. When one is
 * thrown, nothing of what was asked for was written, unless an `Unavailable` says that the outcome is unknown.
 */
export abstract class StewardError extends Error {
  readonly sentence: Text;

  constructor(sentence: Text, options?: ErrorOptions) {
    super(plain(sentence), options);
    this.sentence = sentence;
    this.name = new.target.name;
  }
}

/** The caller may not do this, either here or anywhere. */
export class Refused extends StewardError {}

/** The arguments do not have the form that the command asks for. */
export class Invalid extends StewardError {}

/** What is wrong with one option. `fault` continues "Invalid `option`:" and has no full stop, such as "must be true". */
export interface OptionFault {
  readonly option: string;
  readonly fault: Text;
}

/** Makes an `Invalid` with all faults, each on a line of its own. */
export const invalid = (faults: readonly OptionFault[]): Invalid =>
  new Invalid(
    joinTexts(
      faults.map(({ option, fault }) => text`Invalid ${optionNamed(option)}: ${fault}.`),
      '\n',
    ),
  );

/** The named account, action or other object does not exist. */
export class NotFound extends StewardError {}

/** The instance is not in the state that this needs, for example because it is already in the requested state. */
export class Conflict extends StewardError {}

/** What was asked for is the case already, or there is nothing that it would change. */
export class NothingToDo extends Conflict {}

/** What would happen now differs from what was approved. */
export class Stale extends StewardError {}

/** A system that Steward depends on does not answer. */
export class Unavailable extends StewardError {}
