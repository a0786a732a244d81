import { readFileSync, writeFileSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import rules from '../.dependency-cruiser.mjs';

const program = ['entities', 'src', 'commands', 'sandbox'];

/** Reads the imports of the program with dependency-cruiser. */
export async function readImports(): Promise<ICruiseResult> {
  const { output } = await cruise(program, rules.options);
  if (typeof output === 'string') throw new Error('The imports are not read as objects');
  return output;
}

/** The imports between the parts of the program, as a Mermaid diagram drawn by dependency-cruiser. */
export async function drawImports(): Promise<string> {
  const { output } = await cruise(program, {
    ...rules.options,
    includeOnly: { path: `^(?:${program.join('|')})/` },
    // Nearly all parts import these.
    exclude: { path: '^src/(?:text|log|process)/' },
    collapse: '^(?:src/[^/]+|entities/[^/]+|commands|sandbox)',
    outputType: 'mermaid',
    reporterOptions: { mermaid: { minify: false } },
  });
  return String(output).trim();
}

const page = new URL('architecture.md', import.meta.url);
const drawing = /(?<=```mermaid\n)flowchart LR\n[\s\S]*?(?=\n```)/;

/** The page with an up-to-date diagram. */
export async function withImports(): Promise<string> {
  const text = readFileSync(page, 'utf8');
  if (!drawing.test(text)) throw new Error('The page has no drawing of the imports');
  const drawn = await drawImports();
  return text.replace(drawing, () => drawn);
}

if (import.meta.main) writeFileSync(page, await withImports());
