import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { drawDays } from '../../commands/instance/draw-days.ts';

/** How many pixels of a picture have each colour, such as `57f287`. */
async function coloursOf(png: Buffer): Promise<Map<string, number>> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const counts = new Map<string, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = Buffer.from(data.subarray(at, at + 3)).toString('hex');
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

const days = (of: (index: number) => { active: number | null; posts: number | null; signUps: number }) =>
  Array.from({ length: 30 }, (_, index) => ({
    day: `2027-04-${String(index + 1).padStart(2, '0')}`,
    ...of(index),
  }));

test('each panel has bars as high as its numbers, and words', async () => {
  const busy = await coloursOf(await drawDays(days(() => ({ active: 10, posts: 10, signUps: 10 }))));
  const rising = await coloursOf(
    await drawDays(days((index) => ({ active: index, posts: index, signUps: index }))),
  );

  for (const bars of ['7289da', '57f287', 'fee75c']) {
    expect(busy.get(bars)).toBeGreaterThan(30 * 1_000);
    expect(rising.get(bars)).toBeLessThan(0.7 * (busy.get(bars) ?? 0));
  }
  expect(busy.get('dbdee1')).toBeGreaterThan(100);
});

test('a day that was not measured has no bar', async () => {
  const colours = await coloursOf(await drawDays(days(() => ({ active: null, posts: null, signUps: 1 }))));

  expect([colours.has('7289da'), colours.has('57f287'), colours.has('fee75c')]).toEqual([false, false, true]);
});
