import { chipOf, neighbour, nextToFill, openDraft, withoutOption, withText } from './draft.ts';
import type { MessageBox, Taken } from './message-box.ts';
import type { RunnableCommand } from './runnable-commands.ts';
import { readLine, readName } from './typed-line.ts';

export const nothingTyped: MessageBox = { text: '', draft: undefined, focused: undefined };

/** Returns the box after typing in the line. The text may be a whole pasted command. */
export function typeInLine(box: MessageBox, text: string, commands: readonly RunnableCommand[]): MessageBox {
  const read = readLine(text, commands);
  if (read) return { draft: read.draft, focused: nextToFill(read.draft), text: read.rest };
  const { draft } = box;
  const named = draft && readName(text, draft);
  return named
    ? { draft: withText(draft, named.name, ''), focused: named.name, text: named.before }
    : { ...box, text };
}

/** Returns the box after typing in an option. Typing the name of another option and a colon moves to that option. */
export function typeInOption(box: MessageBox, name: string, text: string): MessageBox {
  const { draft } = box;
  if (!draft) return box;
  const named = readName(text, draft);
  if (!named || named.name === name) return { ...box, draft: withText(draft, name, text) };
  const left = withText(draft, name, named.before);
  return { ...box, draft: withText(left, named.name, ''), focused: named.name };
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
