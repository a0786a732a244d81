import { domainToASCII, domainToUnicode } from 'node:url';

/** Whether somebody has typed the address of a page, such as `https://social.test/users/lain`. */
export const isWebAddress = (typed: string): boolean => /^https?:\/\/./i.test(typed);

/**
 * Removes what comes along when people copy a name: white space and invisible characters, such as marks of direction,
 * before and after it.
 */
export const withoutEdges = (typed: string): string => typed.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');

/**
 * Removes what people type or copy with the name of an account: its edges, an `acct:` before it, and one `@`. Nothing of
 * a web address is removed but its edges.
 */
export const withoutPrefix = (typed: string): string =>
  withoutEdges(typed)
    .replace(/^acct:/i, '')
    .replace(/^@/, '');

const isAscii = (text: string): boolean => /^[\0-\x7F]*$/.test(text);

/**
 * Converts an internationalised domain to the form that servers use: `münchen.example` to `xn--mnchen-3ya.example`.
 * Text that is no domain, and text without foreign letters, is returned as it is.
 */
export const asciiDomain = (domain: string): string =>
  isAscii(domain) ? domain : domainToASCII(domain) || domain;

/**
 * Returns the nickname in what people type for an account, other than a web address: without its prefix, and with the
 * domain in ASCII.
 */
export function handleIn(typed: string): string {
  const handle = withoutPrefix(typed);
  const at = handle.lastIndexOf('@');
  return at < 0 ? handle : `${handle.slice(0, at + 1)}${asciiDomain(handle.slice(at + 1))}`;
}

/**
 * Returns the domain in what people type for an instance: a domain, the address of one of its pages, or the handle of an
 * account there.
 */
export function domainIn(typed: string): string {
  const given = withoutPrefix(typed).toLowerCase();
  if (isWebAddress(given)) return URL.parse(given)?.hostname ?? given;
  return asciiDomain(given.slice(given.lastIndexOf('@') + 1));
}

/** The name in the path of a profile: `/users/lain`, `/@lain` or `/lain`. It may be that of a remote account. */
const profilePath = /^\/(?:users\/|@)?([^/]+)\/?$/;

/** A web address, taken apart. */
export interface WebAddress {
  /** The forms in which Akkoma may have stored it. */
  readonly forms: readonly string[];
  /** In lower case and ASCII, without a port. */
  readonly host: string;
  /** What would be the name of the account, if the address is that of a profile; null if it is another page. */
  readonly name: string | null;
}

/** @returns null where the text is no web address. */
export function webAddressIn(typed: string): WebAddress | null {
  const url = isWebAddress(typed) ? URL.parse(typed) : null;
  if (url === null) return null;
  const page = `${url.origin}${url.pathname}`;
  const [, name] = profilePath.exec(url.pathname) ?? [];
  return {
    forms: [...new Set([typed, url.href, page, page.replace(/\/$/, '')])],
    host: url.hostname,
    name: name === undefined ? null : decoded(name),
  };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * Returns the text to search for: of the address of a profile, the handle that its account would have, and of another
 * page its domain.
 */
export function searchedIn(typed: string): string {
  const given = withoutPrefix(typed);
  const address = webAddressIn(given);
  if (address === null) return given;
  const { host, name } = address;
  if (name === null || !/^\/(?:users\/|@)/.test(new URL(given).pathname)) return host;
  return name.includes('@') ? name.replace(/^@/, '') : `${name}@${host}`;
}

/** The forms in which a text may stand in nicknames and names: a domain in it, in ASCII first, then as it is. */
export const searchForms = (text: string): readonly string[] => {
  const isDomain = !text.includes('@') && /^\S+\.\S+$/.test(text);
  return [...new Set([isDomain ? asciiDomain(text) : handleIn(text), text])];
};

/** Where an index is to be read for the beginning of a domain, and which of the domains found begin with it. */
export interface DomainBeginning {
  readonly start: string;
  begins(domain: string): boolean;
}

/**
 * The beginning of a domain as it is typed. The ASCII form of an internationalised domain does not begin as the domain
 * does, so from the first label with a foreign letter on, all such labels are read.
 */
export function domainBeginning(typed: string): DomainBeginning {
  const beginning = typed.toLowerCase();
  if (isAscii(beginning)) return { start: beginning, begins: (domain) => domain.startsWith(beginning) };
  const labels = beginning.split('.');
  const plainLabels = labels.slice(
    0,
    labels.findIndex((label) => !isAscii(label)),
  );
  const composed = beginning.normalize('NFC');
  return {
    start: [...plainLabels, 'xn--'].join('.'),
    begins: (domain) => domainToUnicode(domain).startsWith(composed),
  };
}

/** A domain as people see it, where they have typed it so. */
export const shownDomain = (domain: string, typed: string): string =>
  isAscii(typed) ? domain : domainToUnicode(domain);

/** The forms in which the domain of an instance may stand in nicknames. */
export const domainForms = (domain: string): readonly string[] => [
  ...new Set([domain, domainToUnicode(domain) || domain]),
];
