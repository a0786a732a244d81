import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { DiscordSandbox } from '../discord/sandbox.ts';

const RECONNECT_MILLISECONDS = 1000;

/**
 * Tells the browser that something has changed, never what: it fetches that as the person it shows. A change is also
 * announced on connecting, since the browser cannot know what it missed.
 */
export function streamChanges(context: Context, sandbox: DiscordSandbox): Response {
  return streamSSE(context, async (stream) => {
    let changed = Promise.withResolvers<void>();
    const stop = sandbox.watch(() => changed.resolve());
    stream.onAbort(() => {
      stop();
      changed.resolve();
    });
    while (!stream.aborted) {
      await stream.writeSSE({ event: 'change', data: '', retry: RECONNECT_MILLISECONDS });
      await changed.promise;
      changed = Promise.withResolvers<void>();
    }
  });
}
