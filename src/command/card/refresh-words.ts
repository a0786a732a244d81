import type { RefreshState } from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';
import { type Text, text } from '../../text/text.ts';

/**
 * Describes whether Akkoma's running server, which caches accounts in memory, uses what the action changed. The words
 * stay true, since a private answer is not drawn again.
 */
export function refreshInWords(
  { state, accounts, untaken, names = [], expires, expires_at: at, signed_out: out }: RefreshState,
  now = new Date(),
): Text {
  if (state === 'pending') return text`Reloading.`;
  const expiresAt = at == null ? null : new Date(at);
  const hasExpired = expires && (expiresAt === null || expiresAt <= now);
  if (state === 'taken' || hasExpired) return text`In effect.`;
  const which = [accounts === 1 ? 'the account' : untaken === 1 ? 'it' : 'them'];
  const by = expiresAt === null ? text`, at the latest after a restart` : text`: ${expiresAt}`;
  const signedOut =
    out === 0
      ? text``
      : text` ${[plural(out, 'Its', 'Their')]} sessions were ended so that nobody can use them.`;
  return text`Not in effect yet${whose({ accounts, untaken, names })}. Akkoma reloads ${which} by itself${by}.${signedOut}`;
}

/** For how many accounts the change is not in effect, and some of them. Of a single account everybody knows the name. */
function whose({
  accounts,
  untaken,
  names,
}: {
  accounts: number;
  untaken: number;
  names: readonly string[];
}): Text {
  if (accounts === 1) return [];
  const count = untaken < accounts ? text`${untaken} of ${accounts} accounts` : text`${accounts} accounts`;
  const more = untaken > names.length ? text` and ${untaken - names.length} more` : [];
  return names.length === 0 ? text` for ${count}` : text` for ${count}: ${names.join(', ')}${more}`;
}
