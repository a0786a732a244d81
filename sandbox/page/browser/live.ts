/**
 * Listens for the server's change events. Calls `changed` for each event, and the server sends one on every connection.
 * Calls `connection` with whether the page is connected. The browser reconnects automatically; where it has given up,
 * this function reconnects.
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
