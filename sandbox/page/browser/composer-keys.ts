import type { Entry, Taken } from './message-box.ts';

/** What the keys in the message box do. */
export interface ComposerKeys {
  entries(): readonly Entry[];
  /** The highlighted entry's index, -1 for none. */
  active(): number;
  highlight(index: number): void;
  /** Whether that entry is what the option holds already. */
  standsAlready(entry: Entry): boolean;
  take(taken: Taken): void;
  send(): void;
  stepBack(): void;
  isOpen(): boolean;
  close(): void;
  /** Goes to the option before or after; false where there is none. */
  move(step: 1 | -1): boolean;
}

/** Answers a key in the line or in an option; keys that are not its own are left to the browser, Tab's way included. */
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
