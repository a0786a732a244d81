import { joinTexts, plain, type Text, text } from './text.ts';

/**
 * What can stand between a person and what they asked for. Each carries one sentence for that person, saying what
 * happened and what to do next; nothing was written when one is thrown.
 */
export abstract class StewardError extends Error {
  readonly sentence: Text;

  constructor(sentence: Text, options?: ErrorOptions) {
    super(plain(sentence), options);
    this.sentence = sentence;
    this.name = new.target.name;
  }
}

/** The caller may not do this, here or at all. */
export class Refused extends StewardError {}

/** The arguments do not have the form that the command asks for. */
export class Invalid extends StewardError {}

/** Everything that is wrong with what was typed, in one sentence; each fault begins with the name of its argument. */
export const invalid = (faults: readonly Text[]): Invalid =>
  new Invalid(text`That cannot be done: ${joinTexts(faults, '; ')}. Correct it and send it again.`);

/** What was named does not exist. */
export class NotFound extends StewardError {}

/** The instance is not in the state that this needs, for example already in the state asked for. */
export class Conflict extends StewardError {}

/** What was agreed to is no longer what would happen. */
export class Stale extends StewardError {}

/** Something that Steward depends on does not answer. */
export class Unavailable extends StewardError {}
