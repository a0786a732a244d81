import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

const RECONNECT_MILLISECONDS = 1000;

/** Something that tells of its changes until the returned function is called. */
export interface Watchable {
  watch(listener: () => void): () => void;
}

/**
 * Tells the browser that something has changed, never what: it fetches that as the person it shows. A change is also
 * announced on connecting, since the browser cannot know what it missed.
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
