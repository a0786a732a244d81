import type { Grants } from '../../src/database/rights/grants.ts';

/**
 * The page on the rights of Steward's role, with its two tables made from the grants.
 *
 * @throws Error where the page has no such tables.
 */
export function withRightsTables(page: string, grants: Grants): string {
  const tables = Object.entries(grants);
  const byTable = tables.map(([table, grant]) => {
    const may = [
      'select',
      ...(grant.insert.length > 0 ? ['insert'] : []),
      ...(grant.update.length > 0 ? ['update'] : []),
      ...(grant.delete ? ['delete'] : []),
      ...(grant.insertedBy === null ? [] : [`insert by \`${grant.insertedBy}\``]),
    ];
    return `| ${table} | ${may.join(', ')} | ${grant.usedBy.join(', ')} |\n`;
  });
  const exceptions = tables.flatMap(([table, { confidential }]) =>
    Object.entries(confidential).map(([column, why]) => `| ${table}.${column} | ${why} |\n`),
  );
  return replaceRows(replaceRows(page, '| table | may | used by |', byTable), '| column | why |', exceptions);
}

/** The page with other rows under the table that has this heading. */
function replaceRows(page: string, heading: string, rows: readonly string[]): string {
  const [before, after, ...more] = page.split(`${heading}\n`);
  const rest = after?.replace(/^(\|[-|]+\|\n)(?:\|.*\n)*/, (_, line: string) => line + rows.join(''));
  if (before === undefined || rest === undefined || more.length > 0) throw new Error(`No table "${heading}"`);
  return `${before}${heading}\n${rest}`;
}
