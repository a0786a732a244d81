import { createPrivateKey, createPublicKey } from 'node:crypto';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';

/** The time of the run that is compared. */
export interface Run {
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** The values that the recording's numbered uuids have in this run. */
export interface Bindings {
  /** From the number of `<uuid N>` to the uuid that was found where it first appeared. */
  readonly uuids: ReadonlyMap<string, string>;
  /** The numbers of users and activities, whose uuids are FlakeIds. All other uuids are random. */
  readonly flakes: ReadonlySet<string>;
}

/** The place of a text: its column, and whether it is inside the column's JSON. */
export interface Place {
  readonly column: string;
  readonly isNested: boolean;
}

/** The result of matching a text: the bindings afterwards, or the reason why it does not fit. */
export type Fit = { readonly uuids: ReadonlyMap<string, string> } | { readonly reason: string };

const PLACEHOLDER =
  /<uuid \d+>|<flake of <uuid \d+>>|<serial>|<now>|<token, \d+ characters>|<argon2id hash>|<rsa private key, pem>|<rsa public key, pem>|<mail>/g;

/** Whether a text of a recording has placeholders (test/fixtures/README.md). */
export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0;
}

/** The numbers of the uuids whose FlakeId text appears anywhere in a recording. */
export function numbersOfFlakes(recording: string): string[] {
  return [...recording.matchAll(/<flake of <uuid (\d+)>>/g)].flatMap(([, number]) => number ?? []);
}

/** Unifies a recorded text, with its placeholders, with the text found in its place. */
export function fitText(recorded: string, actual: string, place: Place, bindings: Bindings, run: Run): Fit {
  const placeholders = recorded.match(PLACEHOLDER) ?? [];
  const literals = recorded.split(PLACEHOLDER).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const found = new RegExp(`^${literals.join('([\\s\\S]*?)')}$`).exec(actual);
  if (!found) return { reason: 'the text around the placeholders differs' };
  let { uuids } = bindings;
  for (const [index, placeholder] of placeholders.entries()) {
    const fit = fitPlaceholder(placeholder, found[index + 1] ?? '', place, { ...bindings, uuids }, run);
    if ('reason' in fit) return fit;
    uuids = fit.uuids;
  }
  return { uuids };
}

function fitPlaceholder(
  placeholder: string,
  actual: string,
  place: Place,
  bindings: Bindings,
  run: Run,
): Fit {
  const number = placeholder.match(/<uuid (\d+)>/)?.[1];
  if (number !== undefined) {
    const uuid = placeholder.startsWith('<flake') ? uuidOfFlake(actual) : actual;
    if (uuid === undefined) return { reason: `${actual} is not a FlakeId` };
    return bind(number, uuid, bindings, run);
  }
  const reason = placeholder === '<now>' ? notNow(actual, place, run) : notOfKind(placeholder, actual);
  return reason === undefined ? { uuids: bindings.uuids } : { reason };
}

function uuidOfFlake(text: string): string | undefined {
  try {
    return uuidFromFlakeId(text);
  } catch {
    return undefined;
  }
}

function bind(number: string, uuid: string, { uuids, flakes }: Bindings, run: Run): Fit {
  const bound = uuids.get(number);
  if (bound !== undefined) {
    return bound === uuid ? { uuids } : { reason: `<uuid ${number}> is already ${bound}` };
  }
  for (const [other, taken] of uuids) {
    if (taken === uuid) return { reason: `${uuid} is already <uuid ${other}>` };
  }
  const reason = flakes.has(number) ? notFreshFlake(uuid, run) : notRandomUuid(uuid);
  return reason === undefined ? { uuids: new Map(uuids).set(number, uuid) } : { reason };
}

function notRandomUuid(uuid: string): string | undefined {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)
    ? undefined
    : `${uuid} is not a random uuid (version 4, lower case)`;
}

function notFreshFlake(uuid: string, run: Run): string | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return `${uuid} is not a uuid`;
  const milliseconds = Number(BigInt(`0x${uuid.replaceAll('-', '').slice(0, 16)}`));
  return milliseconds >= run.startedAt.getTime() && milliseconds <= run.endedAt.getTime()
    ? undefined
    : `FlakeId ${uuid} was not made during the run`;
}

/** Times inside JSON are ISO with microseconds and Z, those in columns are naive UTC. */
function notNow(actual: string, place: Place, run: Run): string | undefined {
  const form = place.isNested
    ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/;
  if (!form.test(actual)) return `${actual} is not a time in the form of its place`;
  const time = Date.parse(actual.endsWith('Z') ? actual : `${actual}Z`);
  const earliest = actual.includes('.') ? run.startedAt.getTime() : run.startedAt.getTime() - 999;
  // The column's default is a bare now(), which PostgreSQL rounds. All other times are truncated.
  const latest = run.endedAt.getTime() + (place.column === 'last_digest_emailed_at' ? 500 : 0);
  return time >= earliest && time <= latest ? undefined : `${actual} is not during the run`;
}

function notOfKind(placeholder: string, actual: string): string | undefined {
  const length = placeholder.match(/^<token, (\d+) characters>$/)?.[1];
  if (length !== undefined) {
    return actual.length === Number(length) && /^[\w-]+={0,2}$/.test(actual)
      ? undefined
      : `${actual} is not a token of ${length} characters`;
  }
  switch (placeholder) {
    case '<argon2id hash>':
      return /^\$2b\$\d\d\$[./A-Za-z0-9]{53}$/.test(actual) ? undefined : `${actual} is not a $2b$ hash`;
    case '<rsa private key, pem>':
      return isRsa2048(actual) ? undefined : 'not a private RSA key of 2048 bits in PEM';
    case '<rsa public key, pem>':
      return isPublicKey(actual)
        ? undefined
        : 'not a public RSA key of 2048 bits as Akkoma writes them in PEM';
    case '<mail>':
      // Base64 of Erlang's external term format, which starts with the byte 131.
      return Buffer.from(actual, 'base64')[0] === 131 ? undefined : `${actual} is not an encoded mail`;
    default:
      return `${placeholder} does not stand for a text`;
  }
}

function isRsa2048(pem: string): boolean {
  if (!pem.startsWith('-----BEGIN RSA PRIVATE KEY-----\n')) return false;
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.modulusLength === 2048;
  } catch {
    return false;
  }
}

function isPublicKey(pem: string): boolean {
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----\n') || !pem.endsWith('-----END PUBLIC KEY-----\n\n'))
    return false;
  try {
    return createPublicKey(pem).asymmetricKeyDetails?.modulusLength === 2048;
  } catch {
    return false;
  }
}
