import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  accounts,
  filter,
  forTime,
  host,
  includeSubdomains,
  nickname,
  person,
  searchText,
  tags,
  words,
} from '../../src/command/index.ts';

/** Returns the parsed value of what was typed, or what is wrong with it. */
function read(schema: z.ZodType, typed: unknown): unknown {
  const { success, data, error } = schema.safeParse(typed);
  return success ? { kept: data } : error.issues.map(({ message }) => message);
}

const kept = (value: unknown) => ({ kept: value });
const halves = 'must not contain NUL or incomplete characters';

describe('a list of accounts', () => {
  const list = accounts('Accounts', 'nickname');

  test.for([
    [['lain'], ['lain']],
    [
      ['@lain', 'bob@remote.example'],
      ['lain', 'bob@remote.example'],
    ],
    [
      ['lain bob\n@carol ', ' dave'],
      ['lain', 'bob', 'carol', 'dave'],
    ],
    [['\u2068@lain\u2069', ''], ['lain']],
    [Array.from({ length: 100 }, (_, n) => `a${n}`), Array.from({ length: 100 }, (_, n) => `a${n}`)],
  ] as const)('is separated by white space, too: %j', ([typed, names]) => {
    expect(read(list, typed)).toEqual(kept(names));
  });

  test.for([
    [[], ['must have at least one account']],
    [[' '], ['must have at least one account']],
    [Array.from({ length: 101 }, (_, n) => `a${n}`), ['must have at most 100 accounts']],
    [['la\u200Bin'], ['must be one word without invisible characters, such as lain or bob@remote.example']],
    [['a\0'], ['must not contain NUL or incomplete characters']],
  ] as const)('cannot be %j', ([typed, faults]) => {
    expect(read(list, typed)).toEqual(faults);
  });
});

describe('a nickname', () => {
  test.for([
    'lain',
    'bob@remote.example',
    'https://social.test/users/lain',
    'a',
    'Ünï-cödé_1',
    '日本',
    'x'.repeat(255),
  ])('is %s', (typed) => {
    expect(read(nickname, typed)).toEqual(kept(typed));
  });

  test.for(['@lain', 'acct:lain', 'acct:@lain', 'ACCT:@lain'])(
    'is what stands behind its prefix: %s',
    (typed) => {
      expect(read(nickname, typed)).toEqual(kept('lain'));
    },
  );

  test.for([' lain', 'lain ', '\tlain\n', '\u200Elain\u00A0', '\u2068@lain\u2069', ' acct:lain '])(
    'is taken without what was copied along with it: %j',
    (typed) => {
      expect(read(nickname, typed)).toEqual(kept('lain'));
    },
  );

  const one = 'must be one word without invisible characters, such as lain or bob@remote.example';
  test.for([
    ['', ['must not be empty', one]],
    ['x'.repeat(256), ['must have at most 255 characters']],
    ['two words', [one]],
    ['la\u200Bin', [one]],
    ['la\u0007in', [one]],
    ['a\0b', [halves, one]],
    ['a\uD800', [halves]],
    ['\uD800a', [halves]],
  ] as const)('is not %j', ([typed, faults]) => {
    expect(read(nickname, typed)).toEqual(faults);
  });
});

describe('tags', () => {
  const some = tags('Tags to add', 'tag');

  test('are one or more, up to a hundred', () => {
    expect(read(some, ['Two words', 'x'])).toEqual(kept(['Two words', 'x']));
    expect(read(some, Array(100).fill('x'))).toEqual(kept(Array(100).fill('x')));
    expect(read(some, [])).toEqual(['must have at least one tag']);
    expect(read(some, Array(101).fill('x'))).toEqual(['must have at most 100 tags']);
  });

  test('are neither empty nor longer than their column', () => {
    expect(read(some, ['x', ''])).toEqual(['must not be empty']);
    expect(read(some, ['x'.repeat(256)])).toEqual(['must have at most 255 characters']);
    expect(read(some, ['a\0b'])).toEqual([halves]);
  });
});

describe('a host', () => {
  const label = `${'a'.repeat(61)}.`;

  test.for([
    ['spam.example', 'spam.example'],
    [' Spam.EXAMPLE ', 'spam.example'],
    ['\u2068spam.example\u2069', 'spam.example'],
    ['a.b', 'a.b'],
    ['1.2', '1.2'],
    ['sub.sub-domain.spam.example', 'sub.sub-domain.spam.example'],
    ['a--b.c__d.example', 'a--b.c__d.example'],
    ['xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd.xn--p1ai'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['localhost', 'localhost'],
    ['@spam1@spam.example', 'spam.example'],
    ['acct:spam1@spam.example', 'spam.example'],
    ['https://spam.example/about', 'spam.example'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['a-1.b-2', 'a-1.b-2'],
    ['1-a.2-b', '1-a.2-b'],
    ['a_1b.example1x', 'a_1b.example1x'],
    // Combining marks within a label and at its end.
    ['हिन्दी.भारत', 'xn--j2bd4cyah0f.xn--h2brj9c'],
    ['भारत.हिन्दी', 'xn--h2brj9c.xn--j2bd4cyah0f'],
    [`${label.repeat(4)}${'b'.repeat(5)}`, `${label.repeat(4)}${'b'.repeat(5)}`],
  ] as const)('is %s', ([typed, as]) => {
    expect(read(host, typed)).toEqual(kept(as));
  });

  test.for([
    '',
    '.spam.example',
    'spam.example.',
    'spam..example',
    '-spam.example',
    'spam-.example',
    'spam.-example',
    'spam.example-',
    '_spam.example',
    'spam.example_',
    'ि.example',
    'example.ि',
    'spam example.org',
    'spam.exam ple',
    'spam.example/x',
    'spam.example:443',
    'spam.*',
    '*.example',
    `${'a'.repeat(62)}.${label.repeat(3)}${'b'.repeat(5)}`,
  ])('is not %j', (typed) => {
    expect(read(host, typed)).toEqual(['must be a whole domain, such as spam.example']);
  });
});

describe('a search text', () => {
  const search = searchText('What to look for');

  test('is taken as it is typed, without surrounding white space and one leading @', () => {
    expect(read(search, ' @lain@social.test ')).toEqual(kept('lain@social.test'));
    expect(read(search, 'https://spam.example/about')).toEqual(kept('spam.example'));
    expect(read(search, 'acct:lain@social.test')).toEqual(kept('lain@social.test'));
    expect(read(search, 'a@b c')).toEqual(kept('a@b c'));
    expect(read(search, '@@lain')).toEqual(kept('@lain'));
    expect(read(search, 'x'.repeat(50))).toEqual(kept('x'.repeat(50)));
    expect(read(search, 'x')).toEqual(kept('x'));
    expect(read(search, '\u2068lain\u2069\u200B')).toEqual(kept('lain'));
  });

  test.for([
    [' @ ', ['must not be empty']],
    ['x'.repeat(51), ['must have at most 50 characters']],
    ['la\u200Bin', ['must not contain invisible characters']],
    ['\u0007lain', ['must not contain invisible characters']],
    ['lain\u0007', ['must not contain invisible characters']],
    ['a\uD800', [halves]],
  ] as const)('is not %j', ([typed, faults]) => {
    expect(read(search, typed)).toEqual(faults);
  });
});

describe('words to look for', () => {
  const some = words('Words of a name');

  test('are letters and digits of any script, separated by one space', () => {
    expect(read(some, '  Lain --  of_the\tWired!!2 ')).toEqual(kept('Lain of_the Wired 2'));
    expect(read(some, '日本、語')).toEqual(kept('日本 語'));
    expect(read(some, 'x'.repeat(40))).toEqual(kept('x'.repeat(40)));
    expect(read(some, 'x')).toEqual(kept('x'));
    expect(read(some, undefined)).toEqual(kept(undefined));
  });

  test('are at least one, and not too many', () => {
    expect(read(some, ' !? ')).toEqual(['must contain at least one letter or digit']);
    expect(read(some, 'x'.repeat(41))).toEqual(['must have at most 40 characters']);
  });
});

describe('a member of staff', () => {
  const someone = person('Who');

  test('is named by id, by a mention, by name, or by the console’s name for the person', () => {
    for (const typed of ['1084413502188232704', '<@1084413502188232704>', ' <@!1084413502188232704> ']) {
      expect(read(someone, typed)).toEqual(kept('1084413502188232704'));
    }
    for (const typed of ['mo', '@mo', ' @mo ']) expect(read(someone, typed)).toEqual(kept('mo'));
    expect(read(someone, 'system:ada l')).toEqual(kept('system:ada l'));
    expect(read(someone, 'x<@17>')).toEqual(kept('x<@17>'));
    expect(read(someone, '<@17>x')).toEqual(kept('<@17>x'));
    expect(read(someone, '<@ada>')).toEqual(kept('<@ada>'));
    expect(read(someone, 'x'.repeat(100))).toEqual(kept('x'.repeat(100)));
  });

  test.for([
    [' ', ['must not be empty']],
    ['x'.repeat(101), ['must have at most 100 characters']],
    ['a\u200Bda', ['must not contain invisible characters']],
    ['\u200Bada', ['must not contain invisible characters']],
    ['ada\u0007x', ['must not contain invisible characters']],
  ] as const)('is not %j', ([typed, faults]) => {
    expect(read(someone, typed)).toEqual(faults);
  });
});

test('a time limit is from a minute to a year, or absent', () => {
  expect(read(forTime, '1m')).toEqual(kept('1m'));
  expect(read(forTime, '366d')).toEqual(kept('366d'));
  expect(read(forTime, undefined)).toEqual(kept(undefined));
  expect(read(forTime, '59s')).toEqual(['must be between 1 minute and 366 days']);
  expect(read(forTime, '367d')).toEqual(['must be between 1 minute and 366 days']);
});

test('subdomains are excluded by default, and a filter is left open', () => {
  expect(read(includeSubdomains, undefined)).toEqual(kept(false));
  expect(read(filter('Whether it is confirmed'), undefined)).toEqual(kept(undefined));
});

test.for<[string, z.ZodType, string, string | undefined]>([
  ['nickname', nickname, 'Nickname, such as lain, or bob@remote.example for a remote account', 'nickname'],
  ['tags', tags('Tags to remove', 'ownTag'), 'Tags to remove', 'ownTag'],
  ['host', host, 'Domain of the other instance, such as spam.example', 'host'],
  ['subdomains', includeSubdomains, 'Include its subdomains, such as sub.spam.example', undefined],
  ['time', forTime, 'For how long, such as 7d; then it reverts automatically', undefined],
  ['filter', filter('Whether it is local'), 'Whether it is local', undefined],
  ['search', searchText('What to look for'), 'What to look for', undefined],
  ['words', words('Words of a name'), 'Words of a name', undefined],
])(
  'every option describes its value, and suggests the known ones: %s',
  ([, schema, description, suggest]) => {
    expect(z.globalRegistry.get(schema)).toEqual({
      description,
      ...(suggest === undefined ? {} : { suggest }),
    });
  },
);

test('a person is described for a terminal too, where their name is typed', () => {
  expect(z.globalRegistry.get(person('Who did it'))).toEqual({
    description: 'Who did it',
    inTerminal: 'Who did it: a name or an id',
    shown: 'person',
  });
});
