import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberFromFlakeId, uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { createFlakeIds } from '../../src/akkoma/ids/flake-ids.ts';
import { Unavailable } from '../../src/text/errors.ts';

const START = Date.UTC(2026, 10, 23);
const WORKER = Uint8Array.of(0x15, 0xc9, 0x73, 0xe5, 0x4f, 0x0d);

test('ids ascend, are unique and contain their time, however many are made in a millisecond', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 50 })), { minLength: 1 });
  fc.assert(
    fc.property(steps, (clock) => {
      let time = START;
      const flakeIds = createFlakeIds({ now: () => time });
      const made = clock.flatMap(([later, count]) => {
        time += later;
        const ids = flakeIds.next(count);
        expect(ids).toHaveLength(count);
        for (const id of ids) expect(timeOf(id)).toBe(time);
        return ids;
      });
      for (const order of [made.map(numberFromFlakeId), made.map(uuidFromFlakeId)]) {
        expect(order.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(order);
      }
      expect(new Set(made).size).toBe(made.length);
    }),
  );
});

test('the sequence starts at 1 in the first millisecond of the process, and at 0 in every later one', () => {
  let time = START;
  const flakeIds = createFlakeIds({ now: () => time, random: () => WORKER });
  const uuids = () => flakeIds.next(2).map(uuidFromFlakeId);
  expect(uuids().map((uuid) => uuid.slice(19))).toEqual(['15c9-73e54f0d0001', '15c9-73e54f0d0002']);
  time += 1;
  expect(uuids().map((uuid) => uuid.slice(19))).toEqual(['15c9-73e54f0d0000', '15c9-73e54f0d0001']);
});

test('more than 65,536 ids in a millisecond continue in the next, and later ids come after them', () => {
  let time = START;
  const flakeIds = createFlakeIds({ now: () => time });
  time += 1;
  const many = flakeIds.next(65_537);
  expect(new Set(many).size).toBe(65_537);
  expect(timeOf(many[65_535] ?? '')).toBe(time);
  expect(timeOf(many[65_536] ?? '')).toBe(time + 1);
  time += 1;
  const [next = ''] = flakeIds.next();
  expect(numberFromFlakeId(next)).toBe(numberFromFlakeId(many[65_536] ?? '') + 1n);
});

test('a reserved run of ids is given to nobody else', () => {
  const flakeIds = createFlakeIds({ now: () => START, random: () => WORKER });
  const run = flakeIds.reserve(1_000);
  expect(run).toEqual({ milliseconds: START, worker: '15c973e54f0d', sequence: 1 });
  expect(flakeIds.reserve(1).sequence).toBe(1_001);
});

test('a clock that is set back does not stop ids: they still ascend and stay unique', () => {
  const halfADay = 12 * 3_600_000;
  const readings = fc.array(
    fc.tuple(fc.integer({ min: -halfADay, max: halfADay }), fc.integer({ min: 1, max: 50 })),
  );
  fc.assert(
    fc.property(readings, (clock) => {
      let time = START;
      const flakeIds = createFlakeIds({ now: () => time });
      const made = clock.flatMap(([away, count]) => {
        time = START + away;
        return flakeIds.next(count);
      });
      const numbers = made.map(numberFromFlakeId);
      expect(numbers.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
      expect(new Set(made).size).toBe(made.length);
    }),
  );
});

test('a clock that is set back by more than a day is an error, until it has caught up', () => {
  let time = START;
  const flakeIds = createFlakeIds({ now: () => time });
  time -= 24 * 3_600_000;
  expect(flakeIds.next()).toHaveLength(1);
  time -= 1;
  expect(() => flakeIds.next()).toThrow(Unavailable);
  expect(() => flakeIds.next()).toThrow(/^The clock .* went back by more than a day\. Nothing was changed\./);
  time = START;
  expect(flakeIds.next()).toHaveLength(1);
});

test('a clock that is set back in small steps counts as set back by their sum', () => {
  let time = START;
  const flakeIds = createFlakeIds({ now: () => time });
  time -= 20 * 3_600_000;
  expect(flakeIds.next()).toHaveLength(1);
  time -= 20 * 3_600_000;
  expect(() => flakeIds.next()).toThrow(Unavailable);
});

test('two processes make different ids in the same millisecond', () => {
  const [one, other] = [createFlakeIds({ now: () => START }), createFlakeIds({ now: () => START })];
  expect(one.next()).not.toEqual(other.next());
});

test.each([0, -1, 1.5, Number.NaN])('making %s ids is refused', (count) => {
  expect(() => createFlakeIds().next(count)).toThrow(new RangeError(`Cannot make ${count} FlakeIds`));
});

function timeOf(flakeId: string): number {
  return Number(numberFromFlakeId(flakeId) >> 64n);
}
