const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Tokens of Discord and of Akkoma, escaped or not, and passwords that were made up. */
const SECRET = /(?:\\?[\w-]){32,}(?:=|%3D)*|[A-Za-z0-9+/]{22}==/g;
const SHOWN = 6;
const TEXT_INPUT = 4;
const LONGEST = 20_000;

/** A text with what looks like a token in it cut short. */
export function maskText(text: string): string {
  return text.replace(SECRET, (found) => (UUID.test(found) ? found : `${found.slice(0, SHOWN)}…`));
}

/**
 * What went over the wire as it may be shown: tokens are cut short, and what somebody typed into a form, which may be a
 * password, is dots. A body that is very long is left out.
 */
export function maskBody(body: unknown): unknown {
  const length = JSON.stringify(body)?.length ?? 0;
  return length > LONGEST ? `${length} characters of JSON, left out here` : mask(body);
}

function mask(value: unknown, key?: string): unknown {
  if (typeof value === 'string') return key === 'token' ? `${value.slice(0, SHOWN)}…` : maskText(value);
  if (Array.isArray(value)) return value.map((item) => mask(item));
  if (typeof value !== 'object' || value === null) return value;
  const typed = 'type' in value && value.type === TEXT_INPUT && 'custom_id' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typed && name === 'value' ? '••••••••' : mask(inner, name),
    ]),
  );
}
