import { expect, test } from 'vitest';
import {
  actionLink,
  bySurface,
  type CardPlace,
  capitalized,
  channels,
  code,
  command,
  draw,
  hidden,
  itsCard,
  joinTexts,
  link,
  nameInvisible,
  oneLine,
  option,
  person,
  plain,
  questionOf,
  roles,
  text,
} from '../../src/text/text.ts';

test('a surface formats outside values, times and people, and leaves our own words as they are', () => {
  const surface = {
    shows: 'inDiscord' as const,
    foreign: (value: string) => `[${value}]`,
    at: (value: Date) => `{${value.getTime()}}`,
    person: (id: string, name: string) => `(${id} ${name})`,
    role: (id: string) => `@${id}`,
    channel: (id: string) => `#${id}`,
    command: (path: string) => `/${path}`,
    line: (path: string) => `$ ${path}`,
    option: (name: string) => `--${name}`,
    code: (typed: string) => `<${typed}>`,
    hidden: (drawn: string) => `||${drawn}||`,
    link: (address: string, name: string) => `${name} at ${address}`,
    action: (id: number, card: CardPlace | null, as: string) => `${as} ${id} (${card?.messageId})`,
  };
  const inner = text`at ${new Date(5)}`;

  expect(draw(text`${'lain'} has *${3}* posts ${inner}, says ${person('17', 'ada')}.`, surface)).toBe(
    '[lain] has *3* posts at {5}, says (17 ada).',
  );
  expect(
    draw(text`${roles(['1', '2'], ' or ')} in ${channels(['3'], ', ')}: ${command('action list')}`, surface),
  ).toBe('@1 or @2 in #3: /action list');
  expect(draw(text`Invalid ${option('for')}: ${code('7x')}`, surface)).toBe('Invalid --for: <7x>');
  const press = bySurface({ inDiscord: text`press ${code('x')}`, inTerminal: text`type ${code('x')}` });
  expect(draw(text`To do it, ${press}.`, surface)).toBe('To do it, press <x>.');
  expect(plain(text`To do it, ${press}.`)).toBe('To do it, type x.');
  const picture = link('https://media.example/1.png', text`a ${'cat'}`);
  expect(draw(text`See ${hidden(picture)}.`, surface)).toBe(
    'See ||a [cat] at https://media.example/1.png||.',
  );
  expect(plain(text`See ${hidden(picture)}.`)).toBe('See a cat: https://media.example/1.png.');
  const place = { guildId: '1', channelId: '2', messageId: '3' };
  expect(draw(text`See ${itsCard(7, place)} and ${actionLink(8, null)}.`, surface)).toBe(
    'See card 7 (3) and number 8 (undefined).',
  );
  expect(plain(text`See ${itsCard(7, place)} and ${actionLink(8, place)}.`)).toBe(
    'See "action show 7" and action 8.',
  );
});

test('an empty text is empty, so that surfaces can leave it out', () => {
  expect(text``).toHaveLength(0);
  expect(text`${text``}`).toHaveLength(0);
  expect(text`${'lain'}`).toHaveLength(1);
});

test('a verb phrase becomes a question, and what someone else typed first keeps its letter', () => {
  expect(plain(questionOf(text`deactivate ${'lain'}`))).toBe('Deactivate lain?');
  expect(plain(questionOf(text`${'lain'}`))).toBe('lain?');
});

test('a verb phrase gets a capital, and only its first letter', () => {
  expect(capitalized(text`delete ${'lain'} permanently`)).toEqual(text`Delete ${'lain'} permanently`);
  expect(capitalized(text`${person('17', 'ada')} waves`)).toEqual(text`${person('17', 'ada')} waves`);
  expect(capitalized(text`${code('for')} is wrong`)).toEqual(text`${code('for')} is wrong`);
  expect(capitalized(text`öffne`)).toEqual(text`Öffne`);
  expect(capitalized(text``)).toEqual([]);
  expect(questionOf(text``)).toEqual(['?']);
});

test('texts are joined like strings', () => {
  expect(plain(joinTexts([text`a`, text`${'b'} c`, text`d`], ', '))).toBe('a, b c, d');
  expect(plain(joinTexts([], ', '))).toBe('');
});

test('files, logs and the terminal show times in ISO 8601 and people by their names', () => {
  expect(plain(text`${person('17', 'a\u200Bda')} asked ${new Date('2027-04-05T06:07:08Z')}`)).toBe(
    'a⟨U+200B⟩da asked 2027-04-05T06:07:08.000Z',
  );
});

test.for([
  ['a tabulator', 'a\tb', 'a⟨U+0009⟩b'],
  ['a zero width space', 'la\u200Bin', 'la⟨U+200B⟩in'],
  ['what turns the writing round', 'a\u202Eb', 'a⟨U+202E⟩b'],
  ['a separator of lines, or of paragraphs', 'a\u2028b\u2029', 'a⟨U+2028⟩b⟨U+2029⟩'],
  ['half a character', 'a\uD800b', 'a⟨U+D800⟩b'],
  ['a tag, which lies beyond the first plane', 'a\u{E0041}', 'a⟨U+E0041⟩'],
  ['what is a letter by category only', '\u115F\u1160\u3164\uFFA0', '⟨U+115F⟩⟨U+1160⟩⟨U+3164⟩⟨U+FFA0⟩'],
  ['what joins letters without a mark of its own', 'a\u034Fb\u17B4\u17B5', 'a⟨U+034F⟩b⟨U+17B4⟩⟨U+17B5⟩'],
  ['a joiner between letters', 'la\u200Din', 'la⟨U+200D⟩in'],
  ['a joiner after an emoji that joins it to nothing', '🙂\u200Din', '🙂⟨U+200D⟩in'],
  ['a joiner at the end', '🙂\u200D', '🙂⟨U+200D⟩'],
  ['a joiner before an emoji that it joins to nothing', 'la\u200D🙂', 'la⟨U+200D⟩🙂'],
  ['several joiners in an emoji', '👩\u200D\u200D🚀', '👩⟨U+200D⟩⟨U+200D⟩🚀'],
] as const)('an invisible character is shown by its name: %s', ([, written, shown]) => {
  expect(nameInvisible(written)).toBe(shown);
});

test.for([
  ['letters and marks of any script', 'Ünï cödé, 日本語, עברית, हिन्दी'],
  ['a joined emoji', '👩\u200D🚀'],
  ['a family', '👩\u200D👩\u200D👧'],
  ['an emoji with a colour of skin', '👩🏽\u200D🚀'],
  ['an emoji that is asked for as a picture', '❤\uFE0F\u200D🔥'],
  ['a heart between two people', '👩\u200D❤\uFE0F\u200D👨'],
  ['one in colour that is asked for as a picture', '🕵\uFE0F🏽\u200D♂'],
] as const)('a visible character is left as it is: %s', ([, written]) => {
  expect(nameInvisible(written)).toBe(written);
});

test.for([
  ['what fits', 'as they asked', 13, 'as they asked'],
  ['what is too long is cut, and the cut marked', 'as they asked', 12, 'as they ask…'],
  ['white space of any kind and length is one space', ' as \n\n they\t\u00A0asked ', 20, 'as they asked'],
  ['a character is left whole or left out, at its first half', 'abc🙂def', 5, 'abc…'],
  ['a character is left whole or left out, at its end', 'abc🙂def', 6, 'abc🙂…'],
  ['characters that stand before the cut stay', '🙂bcdefgh', 5, '🙂bc…'],
] as const)('a text of several lines becomes one line: %s', ([, written, most, line]) => {
  expect(oneLine(written, most)).toBe(line);
});
