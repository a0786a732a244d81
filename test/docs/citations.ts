import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A place in code or on a page that cites another page: `behaviour.md 11.1 steps 6, 9 and 10, 11.2 step 4`, `tables.md
 * users`, `docs/akkoma/README.md, "Versions"`, or a page as a whole; on Akkoma's own pages also `§ 11.1 step 8`.
 */
interface Citation {
  /** For example `src/x.ts:12`. */
  readonly at: string;
  /** The page, as it is cited. */
  readonly page: string;
  /** The cited parts: `11.1`, `11.1 step 6`, `users`, `Versions`; empty where the page is cited as a whole. */
  readonly parts: readonly string[];
}

const folder = 'docs/akkoma/';

/** For each page, returns the parts that can be cited. */
const partsOf: Readonly<Record<string, (page: string) => string[]>> = {
  'behaviour.md': (page) => sectionsOf(page).flatMap(({ number, steps }) => [number, ...steps]),
  'tables.md': headingsOf,
};

/** The files that may cite a page. */
export const citingFiles = (): string[] => [
  '.env.example',
  'README.md',
  'CHANGELOG.md',
  ...['src', 'commands', 'entities', 'sandbox', 'test', 'bench', 'docs', 'packaging'].flatMap((place) =>
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .map((name) => join(place, name))
      .filter((file) => /\.(?:ts|js|sql|md|html|service)$/.test(file) && statSync(file).isFile()),
  ),
];

/** Returns every citation in a file, in order. */
export function citationsIn(file: string, text: string): Citation[] {
  const plain = withoutLinks(unwrapped(text));
  const mentions = plain.matchAll(/(?<![\w/.-])((?:[\w.-]+\/)*[\w-]+\.md)(?![\w#])|§/g);
  return [...mentions].flatMap((mention) => {
    const [named, page = 'behaviour.md'] = mention;
    if (named === '§' && !file.startsWith(folder)) return [];
    const rest = plain.slice(mention.index + named.length);
    // The text of a link, whose address is checked elsewhere.
    if (rest.startsWith(']')) return [];
    const line = plain.slice(0, mention.index).split('\n').length;
    return [{ at: `${file}:${line}`, page, parts: readParts(page, rest) }];
  });
}

function readParts(page: string, rest: string): string[] {
  if (page === 'behaviour.md') return readNumbers(rest);
  const [, heading] = (page === 'tables.md' ? /^\s+(\w+)/ : /^,\s+"([^"]+)"/).exec(rest) ?? [];
  return heading === undefined ? [] : [heading.replaceAll('\n', ' ')];
}

/** Parses `11.1 steps 6, 9 and 10, 11.2 step 4`. A number without a point that follows a step is a step. */
function readNumbers(rest: string): string[] {
  const [list = ''] =
    /^\s+\d+(?:\.\d+)?(?:(?:,?\s+and\s+|,\s+|\s+steps?\s+)\d+(?:\.\d+|[a-z]\b)?(?![\w]))*/.exec(rest) ?? [];
  let section = '';
  let inSteps = false;
  return [...list.matchAll(/(steps?\s+)?(\d+(?:\.\d+|[a-z])?)/g)].map(([, steps, number = '']) => {
    inSteps = steps !== undefined || (inSteps && !number.includes('.'));
    if (inSteps) return `${section} step ${number}`;
    section = number;
    return number;
  });
}

/** What is wrong with a citation; null where its target exists. */
export function faultOf({ at, page, parts }: Citation, pageAt = readPage): string | null {
  const file = at.replace(/:\d+$/, '');
  const isAkkomas = page in partsOf;
  const text = isAkkomas ? pageAt(folder + page) : (pageAt(page) ?? pageAt(join(dirname(file), page)));
  if (text === null) return `${at}: there is no page ${page}`;
  if (isAkkomas && parts.length === 0) return `${at}: ${page} is cited without a section`;
  const known = (partsOf[page] ?? headingsOf)(text);
  const missing = parts.filter((part) => !known.includes(part));
  return missing.length === 0 ? null : `${at}: ${page} has no ${missing.join(', ')}`;
}

const readPage = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** Returns the numbered sections of a page, each with the steps of its list. */
export function sectionsOf(page: string): { number: string; steps: string[] }[] {
  return page.split(/^#+ /m).flatMap((section) => {
    const [, number] = /^(\d+(?:\.\d+)?)\.? /.exec(section) ?? [];
    if (number === undefined) return [];
    const steps = [...section.matchAll(/\n *(?:- )?(\d+[a-z]?)\. /g)];
    return [{ number, steps: steps.map(([, step]) => `${number} step ${step}`) }];
  });
}

function headingsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].flatMap(([, heading]) => heading ?? []);
}

/** Removes the marks at the start of comment lines, so that a citation may continue on the next line. */
const unwrapped = (text: string): string => text.replaceAll(/\n[ \t]*(?:\*(?!\/)|\/\/|--|#)?[ \t]*/g, '\n');

/** Removes the addresses of links, which another test checks. */
const withoutLinks = (text: string): string => text.replaceAll(/(?<=\])\([^)\s]+\)/g, '');
