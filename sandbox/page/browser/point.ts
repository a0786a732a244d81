import type { OutsideAct } from '../wire.ts';

/** Points out a button of a message: scrolls to it, focuses it and highlights it. */
export function point(message: string, label: string): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>(`#message-${message} button`);
  pointAt([...buttons].find(({ textContent }) => textContent.trim() === label));
}

/** Points out the button that lets people outside do something. */
export function pointAtOutside(act: OutsideAct): void {
  pointAt(document.querySelector<HTMLButtonElement>(`#outside-${act}`));
}

function pointAt(button: HTMLButtonElement | null | undefined): void {
  button?.scrollIntoView({ block: 'center' });
  button?.focus();
  button?.animate(
    { outline: ['4px solid var(--warn)', '4px solid transparent'], outlineOffset: ['2px', '2px'] },
    2500,
  );
}
