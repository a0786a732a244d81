/** Points out a button of a message: scrolls to it, focuses it and highlights it. */
export function point(message: string, label: string): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>(`#message-${message} button`);
  const button = [...buttons].find(({ textContent }) => textContent.trim() === label);
  button?.scrollIntoView({ block: 'center' });
  button?.focus();
  button?.animate(
    { outline: ['4px solid var(--warn)', '4px solid transparent'], outlineOffset: ['2px', '2px'] },
    2500,
  );
}
