import type { RefreshState } from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';
import { type Text, text } from '../../text/text.ts';

/** Describes whether Akkoma's running server, which caches accounts in memory, uses what the action changed. */
export function refreshInWords({ state, accounts, untaken, expires, signed_out: out }: RefreshState): Text {
  if (state === 'pending') return text`Reloading.`;
  if (state === 'taken') return text`In effect.`;
  const whose = untaken < accounts ? text` for ${untaken} of ${accounts} accounts` : text``;
  const until = expires ? 'within 30 seconds' : 'when Akkoma is restarted';
  const signedOut =
    out === 0
      ? text``
      : text` ${[plural(out, 'Its', 'Their')]} sessions were ended so that nobody can use them.`;
  return text`Not reloaded yet. This takes effect ${[until]}${whose}.${signedOut}`;
}
