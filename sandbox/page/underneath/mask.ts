const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Matches tokens of Discord and Akkoma, escaped or not, and generated passwords. */
const SECRET = /(?:\\?[\w-]){32,}(?:=|%3D)*|[A-Za-z0-9+/]{22}==/g;
const SHOWN = 6;
const TEXT_INPUT = 4;
const LONGEST = 20_000;

/** Returns a text with everything that looks like a token cut short. */
export function maskText(text: string): string {
  return text.replace(SECRET, (found) => (UUID.test(found) ? found : `${found.slice(0, SHOWN)}…`));
}

/**
 * Returns a request or event body with its secrets masked: tokens are cut short, and form inputs, which may be
 * passwords, become dots. A very long body is left out.
 */
export function maskBody(body: unknown): unknown {
  const length = JSON.stringify(body)?.length ?? 0;
  return length > LONGEST ? `${length} characters of JSON, not shown` : mask(body);
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
