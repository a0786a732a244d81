import { fileURLToPath } from 'node:url';
import { type Canvas, createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Title } from 'chart.js';
import type { Day } from '../../src/operations/index.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Title);

/** Looks the same on every machine, also where no font is installed. */
const font = 'Inter';
GlobalFonts.registerFromPath(
  fileURLToPath(import.meta.resolve('@fontsource/inter/files/inter-latin-400-normal.woff2')),
  font,
);

/** Pixels: legible on a phone, where Discord shows it in half of this width. */
const size = { width: 640, panel: 220, words: 22 };

/** Discord's colours, which have enough contrast on its dark ground. */
const colours = { ground: '#2b2d31', words: '#dbdee1', lines: '#3f4147' };

const panels = [
  { title: 'Active people', colour: '#7289da', of: ({ active }: Day) => active },
  { title: 'Posts', colour: '#57f287', of: ({ posts }: Day) => posts },
  { title: 'Sign-ups', colour: '#fee75c', of: ({ signUps }: Day) => signUps },
] as const;

/** Draws a bar for each day, in a panel for each number, as PNG. Days that were not measured have no bar. */
export function drawDays(days: readonly Day[]): Promise<Buffer> {
  const whole = createCanvas(size.width, size.panel * panels.length);
  const context = whole.getContext('2d');
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, whole.width, whole.height);
  for (const [index, panel] of panels.entries()) {
    const canvas = createCanvas(size.width, size.panel);
    const chart = chartOn(canvas, days, panel);
    context.drawImage(canvas, 0, size.panel * index);
    // This also clears its canvas.
    chart.destroy();
  }
  return whole.encode('png');
}

function chartOn(
  canvas: Canvas,
  days: readonly Day[],
  { title, colour, of }: (typeof panels)[number],
): Chart {
  const text = { font: { family: font, size: size.words }, color: colours.words };
  // Chart.js names the canvas of a browser. It uses only the parts that this canvas has, too.
  return new Chart(canvas as unknown as ConstructorParameters<typeof Chart>[0], {
    type: 'bar',
    data: { labels: days.map(dayInWords), datasets: [{ data: days.map(of), backgroundColor: colour }] },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: 1,
      layout: { padding: 16 },
      plugins: { title: { ...text, display: true, text: title, align: 'start' } },
      scales: {
        x: { grid: { display: false }, ticks: { ...text, maxTicksLimit: 5, maxRotation: 0 } },
        y: {
          beginAtZero: true,
          suggestedMax: 1,
          grid: { color: colours.lines },
          ticks: { ...text, precision: 0, maxTicksLimit: 4 },
        },
      },
    },
  });
}

/** A day as it stands below its bar, such as "5 Apr". */
const dayInWords = ({ day }: Day): string =>
  new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
