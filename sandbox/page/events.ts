import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

const RECONNECT_MILLISECONDS = 1000;

/** Something that calls a listener on each change, until the returned function is called. */
export interface Watchable {
  watch(listener: () => void): () => void;
}

/**
 * Notifies the browser that something has changed, but not what: the browser fetches the data as the person it shows.
 * Sends an event on connecting too, because the browser cannot know what it missed.
 */
export function streamChanges(context: Context, watched: readonly Watchable[]): Response {
  return streamSSE(context, async (stream) => {
    let changed = Promise.withResolvers<void>();
    const stops = watched.map((each) => each.watch(() => changed.resolve()));
    stream.onAbort(() => {
      for (const stop of stops) stop();
      changed.resolve();
    });
    while (!stream.aborted) {
      await stream.writeSSE({ event: 'change', data: '', retry: RECONNECT_MILLISECONDS });
      await changed.promise;
      changed = Promise.withResolvers<void>();
    }
  });
}
