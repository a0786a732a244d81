import { globSync, readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

test('every test asserts something, or calls a function whose name says that it does', () => {
  const without = globSync('test/**/*.test.ts').flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    return testsIn(parseAst(source, { lang: 'ts' }) as unknown as Node)
      .map(({ start, end }) => source.slice(start, end))
      .filter((body) => !/\bexpect\w*\s*[.(]/.test(body))
      .map((body) => `${file}: ${body.slice(0, body.indexOf('\n'))}`);
  });

  expect(without).toEqual([]);
});

/** The calls that define a test: `test`, `test.each(…)` and the like, and functions of a file such as `browserTest`. */
function testsIn(node: Node): Node[] {
  const inner = Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string')
    .flatMap((child) => testsIn(child));
  return definesTest(node) ? [...inner, node] : inner;
}

function definesTest({ type, callee, arguments: given }: Node): boolean {
  if (type !== 'CallExpression' || !/^(it|test|\w+Test)$/.test(rootOf(callee as Node))) return false;
  return (given as Node[]).some((each) => each.type.endsWith('FunctionExpression'));
}

/** The name at the beginning of a callee: `test` in `test.each(cases)`. */
function rootOf(node: Node): string {
  if (node.type === 'Identifier') return String(node.name);
  const before = (node.object ?? node.callee ?? node.tag) as Node | undefined;
  return before === undefined ? '' : rootOf(before);
}
