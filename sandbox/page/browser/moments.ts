const formats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Returns the text of a timestamp `<t:seconds:style>`. The styles are Discord's. */
export function timestampWords(seconds: number, style: string, now = Date.now()): string {
  if (style !== 'R') return format(seconds, formats[style] ?? formats.f);
  const away = seconds - now / 1000;
  const [unit, size] = steps.find(([, length]) => Math.abs(away) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(away / size), unit);
}

/** Returns the value for `<time datetime>`; undefined for a time outside the range of Date. */
export function timestampIso(seconds: number): string | undefined {
  const moment = new Date(seconds * 1000);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** Returns the full date and time, for the tooltip. */
export function timestampTitle(seconds: number): string {
  return format(seconds, formats.F);
}

/** Returns the time of a message as shown beside its author's name: "Today at 14:05". */
export function messageMoment(iso: string, now = new Date()): string {
  const sent = new Date(iso);
  return sent.toDateString() === now.toDateString()
    ? `Today at ${clockTime(iso)}`
    : `${new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(sent)} at ${clockTime(iso)}`;
}

/** Returns the time of a message as shown beside one without a heading: "14:05". */
export function clockTime(iso: string): string {
  const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en', style).format(new Date(iso));
}

function format(seconds: number, options: Intl.DateTimeFormatOptions | undefined): string {
  const moment = new Date(seconds * 1000);
  return Number.isNaN(moment.getTime())
    ? 'Invalid date'
    : new Intl.DateTimeFormat('en', options).format(moment);
}
