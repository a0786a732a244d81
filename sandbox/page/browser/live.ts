/**
 * Calls `changed` whenever the server says that something has, and on every connecting; `connection` with whether there
 * is one. The browser connects again by itself after a cut, and this does where the browser has given up.
 */
export function listen(changed: () => void, connection: (connected: boolean) => void): void {
  const events = new EventSource('/api/events');
  events.addEventListener('open', () => connection(true));
  events.addEventListener('change', changed);
  events.addEventListener('error', () => {
    connection(false);
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 1000, changed, connection);
  });
}
