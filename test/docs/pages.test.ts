import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { variables } from '../../src/settings/config.ts';

const files = [
  ...readdirSync('.'),
  'test/fixtures/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((file) => file.endsWith('.md'));
const pages = files.map((file) => ({ file, page: readFileSync(file, 'utf8') }));

/** Names that look like settings of Steward's, but are not. */
const others = [
  'TEST_DATABASE_URL',
  'CHROMIUM_PATH',
  'DRILL_SHARE',
  'DRILL_SEED',
  'DRILL_RATE',
  'NO_COLOR',
  'FORCE_COLOR',
];

test.for(pages)('every link of $file leads somewhere', ({ file, page }) => {
  const broken = [...withoutCode(page).matchAll(/(?<!!\[[^\]]*)\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const to = path === '' ? file : join(dirname(file), path);
      if (!existsSync(to)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(to, 'utf8')).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test('every picture exists, and has a description', () => {
  for (const { file, page } of pages) {
    for (const [, alt = '', path = ''] of page.matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)) {
      expect({ path, isThere: existsSync(join(dirname(file), path)), alt }).toEqual({
        path,
        isThere: true,
        alt: expect.stringMatching(/\w+ \w+/),
      });
    }
  }
});

test('every script that a page names exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const { file, page } of pages) {
    for (const [, name = ''] of page.matchAll(/npm run (?:--silent )?([\w:]+)/g)) {
      expect({ file, name, isThere: name in scripts }).toEqual({ file, name, isThere: true });
    }
  }
});

test('every file that a page names exists', () => {
  for (const { file, page } of pages) {
    for (const [, name = ''] of page.matchAll(/`((?:src|commands|entities|test|docs)\/[\w./-]*)`/g)) {
      // The example of a command creates files of its own.
      const isThere =
        existsSync(name) || (file === 'docs/adding-a-command.md' && page.includes(`\n\`${name}\`\n`));
      expect({ file, name, isThere }).toEqual({ file, name, isThere: true });
    }
  }
});

test('every name of the code that a page names is there', () => {
  const source = ['src', 'commands', 'entities', 'sandbox', 'test', 'docs']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => file.endsWith('.ts'))
    .concat('tsconfig.json', 'vitest.config.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const words = new Set(source.match(/\w+/g));
  const named = pages
    .filter(({ file }) => file !== 'docs/adding-a-command.md')
    .flatMap(({ file, page }) =>
      [...withoutBlocks(page).matchAll(/`([a-z]+[A-Z]\w*)(?:\(\))?`/g)].map(([, name = '']) => ({
        file,
        name,
      })),
    );

  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ name }) => !words.has(name))).toEqual([]);
});

test('every setting that a page names is read, and every setting of Steward’s own is explained', () => {
  const named = pages
    .flatMap(({ page }) => [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)])
    .map(([, name = '']) => name);
  const own = variables.filter((name) => !name.startsWith('AKKOMA_'));

  expect(named.filter((name) => !variables.includes(name) && !others.includes(name))).toEqual([]);
  const all = pages.map(({ page }) => page).join('\n');
  expect(own.filter((name) => !all.includes(name))).toEqual([]);
});

const withoutBlocks = (page: string): string => page.replace(/^ *```[\s\S]*?^ *```$/gm, '');

const withoutCode = (page: string): string => withoutBlocks(page).replace(/`[^`\n]*`(?!\])/g, '');

/** Returns the anchors that GitHub gives the headings of a page. */
const anchorsOf = (page: string): string[] =>
  [...page.replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
