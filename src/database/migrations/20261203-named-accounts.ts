import { Migration } from '@mikro-orm/migrations';

/**
 * The actions on an account are found by what their plans name: also an action on several accounts at once, whose target
 * lists them. The facts have the ids, which stay when an account is renamed.
 */
export class NamedAccounts extends Migration {
  override up(): void {
    this.addSql(namedIn);
    this.addSql('create index actions_named_in on steward.actions using gin (steward.named_in(plan))');
  }

  override down(): void {
    this.addSql('drop index steward.actions_named_in');
    this.addSql('drop function steward.named_in(jsonb)');
  }
}

/**
 * The nicknames, FlakeIds and ActivityPub ids of the accounts that a plan names. Nicknames have no white space, so a
 * target can be split; other words of it are harmless. An undo names those of the undone action. A fact `id` that is a
 * number is that of an invite. Longer names would not fit into the index.
 */
const namedIn = `
create function steward.named_in(plan jsonb) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array(
    select distinct name from (
      select unnest(regexp_split_to_array(plan ->> 'target', ', | and | → '))
      union all
      select unnest(regexp_split_to_array(plan #>> '{facts,on}', ', | and | → '))
      union all
      select plan -> 'facts' ->> key from unnest(array['id', 'apId', 'follower', 'followed']) as fact (key)
      where jsonb_typeof(plan -> 'facts' -> key) = 'string'
      union all
      select jsonb_array_elements_text(
        case jsonb_typeof(plan #> '{facts,accounts}') when 'array' then plan #> '{facts,accounts}' else '[]' end)
    ) as named (name)
    where octet_length(name) between 1 and 2000
  )
$$`;
