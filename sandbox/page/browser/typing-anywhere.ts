import { focusLine } from './fields.ts';

/** As in Discord, what is typed while nothing takes text goes into the message box. */
export function typeAnywhere(): void {
  document.addEventListener('keydown', ({ target, key, ctrlKey, metaKey, altKey, isComposing }) => {
    const types = [...key].length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey && !isComposing;
    const taken =
      target instanceof Element && target.closest('input:not([type="radio"]), textarea, select, dialog');
    // The letter itself then goes to where the focus is.
    if (types && !taken) focusLine();
  });
}
