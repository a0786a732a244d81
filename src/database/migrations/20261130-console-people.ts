import { Migration } from '@mikro-orm/migrations';

/**
 * Gives people of the console ids of their own, `console:NAME`: with `system:NAME`, a system user named steward had the
 * id of Steward's own actions. Votes, locks and links are never Steward's own. Entries of the audit log keep the ids
 * with which they were written.
 */
export class ConsolePeople extends Migration {
  override up(): void {
    for (const statement of renaming('system', 'console')) this.addSql(statement);
  }

  override down(): void {
    for (const statement of renaming('console', 'system')) this.addSql(statement);
  }
}

const renaming = (from: string, to: string): readonly string[] => {
  const renamed = (id: string) => `'${to}:' || substr(${id}, ${from.length + 2})`;
  const all = (table: string, column: string) =>
    `update steward.${table} set ${column} = ${renamed(column)} where ${column} like '${from}:%'`;
  return [
    `${all('actions', 'requester_id')} and source = 'console'`,
    `update steward.actions set args = jsonb_set(args, '{by}', to_jsonb(${renamed(`(args ->> 'by')`)}))
      where operation = 'action.undo_all' and args ->> 'by' like '${from}:%' and args ->> 'by' <> 'system:steward'`,
    all('votes', 'voter_id'),
    all('drafts', 'requester_id'),
    all('lock', 'locked_by_id'),
    all('staff_links', 'linked_by_id'),
  ];
};
