import { plural } from './plural.ts';
import { bySurface, code, command, joinTexts, type Text, text } from './text.ts';

// Sentences that several commands say. `docs/style-of-words.md` lists them.

/** For a row that changed between the plan and the act. `what` is an account, an invite, or another name. */
export const changedMeanwhile = (what: Text): Text =>
  text`${what} was just changed by someone else. Nothing was changed. Try again.`;

/** For the number of an action that does not exist. */
export const noSuchAction = (id: number): Text =>
  text`No action ${id}. Look for it with ${command('action list')}.`;

/** How many approvals something needs: "no approval", "1 approval", "2 approvals". */
export const approvals = (votes: number): Text =>
  votes === 0 ? text`no approval` : text`${votes} ${[plural(votes, 'approval', 'approvals')]}`;

/** What to do after something that was typed does not exist. `near` has what does exist and is most like it. */
export function didYouMean(
  near: readonly string[],
  otherwise = text`Check the spelling${bySurface({ inDiscord: [', or choose a suggestion'], inTerminal: [] })}.`,
): Text {
  const [last, ...others] = near.map(code).toReversed();
  if (last === undefined) return otherwise;
  const before = others.length === 0 ? text`` : text`${joinTexts(others.toReversed(), ', ')} or `;
  return text`Did you mean ${before}${last}?`;
}

/** A reason that a person gave, after a colon and before our own full stop: ": spam". Empty where there is none. */
export function reasonAfter(reason: string): Text {
  const given = reason.trim().replace(/[.\s]+$/, '');
  return given === '' ? [] : text`: ${given}`;
}
