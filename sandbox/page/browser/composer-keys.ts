import type { Entry, Taken } from './message-box.ts';

/** The state and actions that the keys in the message box use. */
export interface ComposerKeys {
  entries(): readonly Entry[];
  /** Returns the index of the highlighted entry, or -1 for none. */
  active(): number;
  highlight(index: number): void;
  /** Whether the option already has the value of this entry. */
  standsAlready(entry: Entry): boolean;
  take(taken: Taken): void;
  send(): void;
  stepBack(): void;
  isOpen(): boolean;
  close(): void;
  /** Moves to the option before or after. Returns false when there is none. */
  move(step: 1 | -1): boolean;
}

/**
 * Handles a key in the line or in an option. Other keys are left to the browser, and so is Tab when there is nothing to
 * take.
 */
export function onComposerKey(event: KeyboardEvent, keys: ComposerKeys): void {
  const { currentTarget: field } = event;
  if (event.isComposing || !(field instanceof HTMLInputElement)) return;
  if (answers(event, field, keys)) event.preventDefault();
}

function answers({ key, shiftKey }: KeyboardEvent, field: HTMLInputElement, keys: ComposerKeys): boolean {
  const entries = keys.entries();
  const highlighted = entries[keys.active()];
  const wanted = highlighted && !keys.standsAlready(highlighted) ? highlighted : undefined;
  const caret = field.selectionStart === field.selectionEnd ? field.selectionStart : undefined;
  switch (key) {
    case 'ArrowDown':
    case 'ArrowUp':
      if (entries.length === 0) return false;
      keys.highlight(stepped(keys.active(), key === 'ArrowDown' ? 1 : -1, entries.length));
      return true;
    case 'ArrowLeft':
      return caret === 0 && keys.move(-1);
    case 'ArrowRight':
      return caret === field.value.length && keys.move(1);
    case 'Backspace':
      if (field.value !== '') return false;
      keys.stepBack();
      return true;
    case 'Tab':
      if (shiftKey || !wanted) return false;
      keys.take(wanted.taken);
      return true;
    case 'Enter':
      if (wanted) keys.take(wanted.taken);
      else keys.send();
      return true;
    case 'Escape':
      if (!keys.isOpen()) return false;
      keys.close();
      return true;
    default:
      return false;
  }
}

function stepped(from: number, step: 1 | -1, length: number): number {
  return from < 0 && step < 0 ? length - 1 : (from + step + length) % length;
}
