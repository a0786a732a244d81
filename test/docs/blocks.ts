/** Returns the fenced blocks of a page in one language, without the indentation of a list around them. */
export function blocksOf(page: string, language: string): string[] {
  const fences = page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)\\n\\1\`\`\`$`, 'gm'));
  return [...fences].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}
