import type { RefreshState } from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';
import { type Text, text } from '../../text/text.ts';

/**
 * Describes whether Akkoma's running server, which caches accounts in memory, uses what the action changed. The words
 * stay true, since a private answer is not drawn again.
 */
export function refreshInWords(
  { state, accounts, untaken, expires, expires_at: at, signed_out: out }: RefreshState,
  now = new Date(),
): Text {
  if (state === 'pending') return text`Reloading.`;
  const expiresAt = at == null ? null : new Date(at);
  const hasExpired = expires && (expiresAt === null || expiresAt <= now);
  if (state === 'taken' || hasExpired) return text`In effect.`;
  const whose = untaken < accounts ? text` for ${untaken} of ${accounts} accounts` : text``;
  const until =
    expiresAt === null
      ? text`This takes effect when Akkoma is restarted.`
      : text`In effect when Akkoma's cached copy expires: ${expiresAt}.`;
  const signedOut =
    out === 0
      ? text``
      : text` ${[plural(out, 'Its', 'Their')]} sessions were ended so that nobody can use them.`;
  return text`Not reloaded${whose}. ${until}${signedOut}`;
}
