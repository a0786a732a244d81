/** The id of an option's field in the message box, of the line itself for none. */
export function fieldId(option: string | undefined): string {
  return option === undefined ? 'line' : `option-${option}`;
}

/** Puts the caret into an option's field, or into the line itself. */
export function enterField(option: string | undefined, at: 'start' | 'end'): void {
  const field = document.getElementById(fieldId(option));
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  const caret = at === 'start' ? 0 : field.value.length;
  field.setSelectionRange(caret, caret);
}

export function focusLine(): void {
  enterField(undefined, 'end');
}
