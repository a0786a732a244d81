import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A place in code or on a page that names another page: `behaviour.md 11.1 steps 6, 9 and 10, 11.2 step 4`,
 * `tables.md users`, `docs/akkoma/README.md, "Versions"`, or a page as a whole; on Akkoma's own pages also `§ 11.1 step 8`.
 */
interface Citation {
  /** As `src/x.ts:12`. */
  readonly at: string;
  /** The page, as it is cited. */
  readonly page: string;
  /** What is cited of it: `11.1`, `11.1 step 6`, `users`, `Versions`; empty where it is cited as a whole. */
  readonly parts: readonly string[];
}

const folder = 'docs/akkoma/';

/** What can be cited of a page. */
const partsOf: Readonly<Record<string, (page: string) => string[]>> = {
  'behaviour.md': (page) => sectionsOf(page).flatMap(({ number, steps }) => [number, ...steps]),
  'tables.md': headingsOf,
};

/** The files in which a page may be cited. */
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

/** Every citation in a file, in order. */
export function citationsIn(file: string, text: string): Citation[] {
  const plain = withoutLinks(unwrapped(text));
  const mentions = plain.matchAll(/(?<![\w/.-])((?:[\w.-]+\/)*[\w-]+\.md)(?![\w#])|§/g);
  return [...mentions].flatMap((mention) => {
    const [named, page = 'behaviour.md'] = mention;
    if (named === '§' && !file.startsWith(folder)) return [];
    const rest = plain.slice(mention.index + named.length);
    // The text of a link, which leads there by itself.
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

/** Reads `11.1 steps 6, 9 and 10, 11.2 step 4`. A number without a point that follows a step is a step. */
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

/** What is wrong with a citation; null where it leads to what it names. */
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

/** The numbered sections of a page, each with the steps of its list. */
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

/** Without what begins the lines of a comment, so that a citation may go on in the next one. */
const unwrapped = (text: string): string => text.replaceAll(/\n[ \t]*(?:\*(?!\/)|\/\/|--|#)?[ \t]*/g, '\n');

/** Without where links lead: another test follows them. */
const withoutLinks = (text: string): string => text.replaceAll(/(?<=\])\([^)\s]+\)/g, '');
