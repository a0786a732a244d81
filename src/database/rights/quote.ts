/** A name, quoted for SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text, quoted for SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
