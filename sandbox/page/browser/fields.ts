/** Returns the element id of an option's field in the message box; of the line for undefined. */
export function fieldId(option: string | undefined): string {
  return option === undefined ? 'line' : `option-${option}`;
}

/** Focuses an option's field, or the line, and sets the caret. */
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
