import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  flakeIdFromNumber,
  flakeIdFromUuid,
  isFlakeId,
  numberFromFlakeId,
  uuidFromFlakeId,
} from '../../entities/types/flake-id-text.ts';

/** From 1980 to the end of the range of 64 bits of milliseconds. */
const flakes = fc.bigInt({ min: (315_532_800_000n << 64n) | 0n, max: (1n << 128n) - 1n });
const legacy = fc.bigInt({ min: 0n, max: 10n ** 17n - 1n });

describe('the text of a FlakeId', () => {
  test('has the form that the description gives', () => {
    expect(uuidFromFlakeId('9pQtDGXuq4p3VlcJEm')).toBe('0000016e-b3da-2a5c-d529-2ce35fd50000');
    expect(flakeIdFromUuid('0000016e-b3da-2a5c-d529-2ce35fd50000')).toBe('9pQtDGXuq4p3VlcJEm');
  });

  test('matches the recorded jobs', () => {
    expect(flakeIdFromUuid('000001a2-064c-b23b-15c9-73e54f0d0000')).toBe('BCj5x94P9Of5z84ylk');
  });

  test('converts back to the same uuid, for new ids and legacy ones', () => {
    fc.assert(
      fc.property(fc.oneof(flakes, legacy), (number) => {
        const text = flakeIdFromNumber(number);
        expect(numberFromFlakeId(text)).toBe(number);
        expect(flakeIdFromUuid(uuidFromFlakeId(text))).toBe(text);
        expect(isFlakeId(text)).toBe(true);
      }),
    );
  });

  test('is decimal where the upper half is zero', () => {
    expect(flakeIdFromUuid('00000000-0000-0000-0000-00000000002a')).toBe('42');
    expect(uuidFromFlakeId('42')).toBe('00000000-0000-0000-0000-00000000002a');
    expect(flakeIdFromNumber(0n)).toBe('0');
  });

  test('of the present has 18 characters, and sorts as its uuid does', () => {
    const today = fc.bigInt({ min: 1_600_000_000_000n << 64n, max: 3_000_000_000_000n << 64n });
    fc.assert(
      fc.property(today, today, (one, other) => {
        const texts = [flakeIdFromNumber(one), flakeIdFromNumber(other)];
        expect(texts.map((text) => text.length)).toEqual([18, 18]);
        const byText = Math.sign((texts[0] ?? '') < (texts[1] ?? '') ? -1 : Number(texts[0] !== texts[1]));
        const uuids = texts.map(uuidFromFlakeId);
        const byUuid = Math.sign((uuids[0] ?? '') < (uuids[1] ?? '') ? -1 : Number(uuids[0] !== uuids[1]));
        expect(byText).toBe(byUuid);
      }),
    );
  });

  test('is never written where it would be read as another id', () => {
    expect(() => flakeIdFromNumber(10n ** 17n)).toThrow(/unambiguous/);
    expect(() => flakeIdFromNumber(1n << 64n)).toThrow(/unambiguous/);
  });

  test.each(['', '-1', '1.5', 'abc', '9pQtDGXuq4p3VlcJE!', 'z'.repeat(23), 'é'.repeat(18)])(
    'is not %j',
    (text) => {
      expect(isFlakeId(text)).toBe(false);
      expect(() => uuidFromFlakeId(text)).toThrow(RangeError);
    },
  );

  test.each(['', '0000016e', 'g'.repeat(32)])('does not come from %j', (uuid) => {
    expect(() => flakeIdFromUuid(uuid)).toThrow(RangeError);
  });
});
