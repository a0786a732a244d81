import { focusLine } from './fields.ts';

/** Makes typing go into the message box while no other field has the focus, as in Discord. */
export function typeAnywhere(): void {
  document.addEventListener('keydown', ({ target, key, ctrlKey, metaKey, altKey, isComposing }) => {
    const types = [...key].length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey && !isComposing;
    const taken =
      target instanceof Element && target.closest('input:not([type="radio"]), textarea, select, dialog');
    // The browser then inserts the character into the focused field.
    if (types && !taken) focusLine();
  });
}
