import { chipOf, type Draft, neighbour, nextToFill, openDraft, withoutOption, withText } from './draft.ts';
import type { MessageBox, Taken } from './message-box.ts';
import type { RunnableCommand } from './runnable-commands.ts';
import { type ReadNames, readLine, readNames } from './typed-line.ts';

export const nothingTyped: MessageBox = { text: '', draft: undefined, focused: undefined };

/** Returns the box after typing in the line. The text may be a whole pasted command. */
export function typeInLine(box: MessageBox, text: string, commands: readonly RunnableCommand[]): MessageBox {
  const read = readLine(text, commands);
  if (read) return { draft: read.draft, focused: nextToFill(read.draft), text: read.rest };
  const { draft } = box;
  const names = draft && readNames(text, draft);
  return names ? { ...filledIn(draft, names), text: names.before } : { ...box, text };
}

/** Returns the box after typing in an option. Typing the name of another option and a colon moves to that option. */
export function typeInOption(box: MessageBox, name: string, text: string): MessageBox {
  const { draft } = box;
  if (!draft) return box;
  // An option that is typed in is not looked for in its own text.
  const names = readNames(text, withText(draft, name, text));
  return names
    ? { ...box, ...filledIn(withText(draft, name, names.before), names) }
    : { ...box, draft: withText(draft, name, text) };
}

/** Returns the draft with the named options filled in, and the last of them focused. */
function filledIn(draft: Draft, { named }: ReadNames): Pick<MessageBox, 'draft' | 'focused'> {
  return {
    draft: named.reduce((to, { name, text }) => withText(to, name, text), draft),
    focused: named.at(-1)?.name,
  };
}

/** Returns the box after an entry of the list was taken. The focus moves to the next option to fill in. */
export function takeInto(box: MessageBox, taken: Taken): MessageBox {
  const { draft, focused, text } = box;
  if ('command' in taken) {
    const begun = openDraft(taken.command);
    return { draft: begun, focused: nextToFill(begun), text: '' };
  }
  if (!draft) return box;
  if ('add' in taken) return { draft: withText(draft, taken.add, ''), focused: taken.add, text: '' };
  if (focused === undefined) return box;
  const filled = withText(draft, focused, taken.pick.name, taken.pick.value);
  return { draft: filled, focused: nextToFill(filled), text };
}

/**
 * Returns the box after Backspace in an empty field. An optional option is removed. From a required option or the line
 * the focus moves to the option before, and from the first option back to typing the command's name.
 */
export function stepBack(box: MessageBox): MessageBox {
  const { draft, focused, text } = box;
  if (!draft) return box;
  const chip = chipOf(draft, focused);
  const before = neighbour(draft, focused, -1);
  if (chip && !chip.option.required) {
    return { draft: withoutOption(draft, chip.option.name), focused: before, text };
  }
  return before === undefined
    ? { ...nothingTyped, text: `/${draft.command.path}` }
    : { draft, focused: before, text };
}
