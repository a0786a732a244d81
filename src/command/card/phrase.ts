import { type ActionView, createPhraseOf, readPlan } from '../../actions/index.ts';
import { code, oneLine, plain, type Text, text } from '../../text/text.ts';
import type { Catalogue } from '../catalogue.ts';
import { typedLine } from '../typed-line.ts';

/**
 * What an action does as a verb phrase, such as "deactivate lain". An action that failed before it had a plan, and one of
 * an unknown command, are shown as they were typed.
 */
export function phraseOf(
  { operation, args, plan: stored }: Pick<ActionView['action'], 'operation' | 'args' | 'plan'>,
  catalogue: Catalogue,
): Text {
  const plan = readPlan(stored);
  const entry = catalogue.byOperation(operation);
  if (entry === undefined) {
    const typed = code(`/${catalogue.wordsFor(operation)}`);
    return plan.target === '' ? text`run ${typed}` : text`run ${typed} on ${plan.target}`;
  }
  return (
    createPhraseOf(catalogue.definitionOf)({ operation, args, plan: stored }) ??
    text`run ${typedLine(entry, args)}`
  );
}

/**
 * The phrase for a line of a list, cut to a length. A plan that this version cannot read leaves the command alone.
 *
 * @param maxLength in UTF-16 code units, as `plain` draws it.
 */
export function shortPhraseOf(
  action: Parameters<typeof phraseOf>[0],
  catalogue: Catalogue,
  maxLength: number,
): Text {
  let phrase: Text;
  try {
    phrase = phraseOf(action, catalogue);
  } catch {
    phrase = phraseOf({ ...action, plan: {} }, catalogue);
  }
  return plain(phrase).length <= maxLength ? phrase : text`${oneLine(plain(phrase), maxLength)}`;
}

/** Whether an approved action waits for its requester, since it reveals a secret to them or takes one from them. */
export function needsRequester({ operation, args }: ActionView['action'], catalogue: Catalogue): boolean {
  const definition = catalogue.byOperation(operation)?.command.definition;
  return definition?.needsRequester(definition.parse(args)) === true;
}
