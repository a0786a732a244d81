import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Changes } from '../support/snapshot.ts';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g;

/**
 * Returns the changes with every value that differs from run to run replaced by its kind. This loses which of two new
 * ids is meant; the recordings check that they fit together.
 *
 * @param known everything that was there before, as text: a value in it is not replaced.
 */
export function withoutRunValues(changes: Changes, known: string, startedAt: Date): Changes {
  const replaceTime = (text: string): string => {
    const ahead = Date.parse(text.replace(' ', 'T').replace(/Z?$/, 'Z')) - startedAt.getTime();
    if (ahead >= -1_000 && ahead < 600_000) return '<now>';
    return ahead > 1_790_000 && ahead < 2_400_000 ? '<in half an hour>' : text;
  };
  const replace = (text: string): string => {
    if (text.includes('-----BEGIN') || text === '(rsa private key, pem)') return '<pem>';
    if (/^\$2b\$/.test(text)) return '<hash>';
    if (/^[\w-]{43}=$/.test(text) && !known.includes(text)) return '<token>';
    if (/^g3[QA]/.test(text)) return '<mail>';
    if (isFlakeId(text) && text.length === 18 && !known.includes(text)) return '<flake>';
    return text.replaceAll(uuid, (id) => (known.includes(id) ? id : '<uuid>')).replaceAll(time, replaceTime);
  };
  const walk = (value: unknown, column = ''): unknown => {
    if (typeof value === 'string') return replace(value);
    if (typeof value === 'number' && column === 'id') return '<serial>';
    if (Array.isArray(value)) return value.map((each) => walk(each, column));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
  };
  return walk(changes) as Changes;
}
