import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { citationsIn, citingFiles, faultOf, sectionsOf } from './citations.ts';

const own = 'test/docs/citations.test.ts';
const citations = citingFiles()
  .filter((file) => file !== own && file !== 'test/docs/citations.ts')
  .flatMap((file) => citationsIn(file, readFileSync(file, 'utf8')));

test('every citation leads to an existing page, section and step', () => {
  expect(citations.map((citation) => faultOf(citation)).filter((fault) => fault !== null)).toEqual([]);
});

test('the citations of Akkoma’s behaviour in the code are found, and none has another form', () => {
  const ofCode = citations.filter(({ at }) => /^(?:src|commands|entities)\//.test(at));
  const of = (page: string) => ofCode.filter((citation) => citation.page === page).length;

  expect(of('behaviour.md')).toBeGreaterThan(120);
  expect(of('tables.md')).toBeGreaterThan(20);
});

test('no two sections and no two steps have the same number', () => {
  const sections = sectionsOf(readFileSync('docs/akkoma/behaviour.md', 'utf8'));
  const numbers = sections.flatMap(({ number, steps }) => [number, ...steps]);

  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  expect(sections.length).toBeGreaterThan(40);
});

const page = `# Page

## 6. One

1. First

### 6.1 Part

0. Zeroth
10. Tenth
   - 10a. More
`;
const pageAt = (file: string) => (file === 'docs/akkoma/behaviour.md' ? page : null);
const partsIn = (text: string, file = 'src/x.ts') => citationsIn(file, text).flatMap(({ parts }) => parts);

test('a citation is parsed as it is meant, over the lines of a comment too', () => {
  expect(partsIn('(behaviour.md 6 and 7).')).toEqual(['6', '7']);
  expect(partsIn('behaviour.md 6.1 steps 0, 10 and 10a, 7.1 step 2. And')).toEqual([
    ...['6.1', '6.1 step 0', '6.1 step 10', '6.1 step 10a'],
    ...['7.1', '7.1 step 2'],
  ]);
  expect(partsIn('/**\n * As it does (behaviour.md\n * 6.1\n * step 0), 10 times.\n */')).toEqual([
    '6.1',
    '6.1 step 0',
  ]);
  expect(partsIn('tables.md users, docs/akkoma/README.md, "Where Steward\n// differs"')).toEqual([
    'users',
    'Where Steward differs',
  ]);
  expect(partsIn('§ 6 says, § 6.1 step 0', 'docs/akkoma/tables.md')).toEqual(['6', '6.1', '6.1 step 0']);
});

test.for([
  ['1\n2 // behaviour.md 6.2', 'src/x.ts:2: behaviour.md has no 6.2'],
  ['behaviour.md 6.1 steps 0 and 9', 'src/x.ts:1: behaviour.md has no 6.1 step 9'],
  ['behaviour.md 6 step 10', 'src/x.ts:1: behaviour.md has no 6 step 10'],
  ['see behaviour.md', 'src/x.ts:1: behaviour.md is cited without a section'],
  ['(tables.md users)', 'src/x.ts:1: there is no page tables.md'],
  ['operations.md 1.4', 'src/x.ts:1: there is no page operations.md'],
])('a citation that leads nowhere is reported: %s', ([text = '', fault]) => {
  expect(citationsIn('src/x.ts', text).map((citation) => faultOf(citation, pageAt))).toEqual([fault]);
});
