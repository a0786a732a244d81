import { Migration } from '@mikro-orm/migrations';

/**
 * No function depends on the search path of its caller any more: another function or operator of the same name, in a
 * schema of that path, could run in its place.
 *
 * A search path of their own is set for those that a statement calls once, or that read the whole audit log. Those that
 * a statement calls for thousands of rows name the schema of everything instead. With a search path of its own,
 * `flake_at` takes four times as long, since PostgreSQL no longer inlines it, `flake_text` 5 to 20 % longer, and
 * `compact_json`, which calls itself, 3 to 12 %.
 */
export class SearchPaths extends Migration {
  override up(): void {
    this.addSql('alter function steward.refuse_audit_change() set search_path = pg_catalog, pg_temp');
    this.addSql('alter function steward.verify_audit_log() set search_path = pg_catalog, pg_temp');
    this.addSql(withSchema(flakeAt));
    this.addSql(withSchema(flakeText));
    this.addSql(withSchema(compactJson));
  }

  /** The bodies do the same as before, and stay. */
  override down(): void {
    this.addSql('alter function steward.refuse_audit_change() reset search_path');
    this.addSql('alter function steward.verify_audit_log() reset search_path');
  }
}

/** Names the schema of each operator. All of them then have the same precedence, so the bodies need parentheses. */
const withSchema = (definition: string): string =>
  definition.replaceAll(/(?<= )(\|\||<>|[-+*/%<>=])(?= )/g, 'operator(pg_catalog.$1)');

const flakeAt = `
create or replace function steward.flake_at(milliseconds bigint, worker text, sequence bigint) returns uuid
language sql immutable as $$
  select (pg_catalog.lpad(pg_catalog.to_hex(milliseconds + (sequence / 65536)), 16, '0') || worker
    || pg_catalog.lpad(pg_catalog.to_hex(sequence % 65536), 4, '0'))::pg_catalog.uuid
$$`;

const flakeText = `
create or replace function steward.flake_text(id uuid) returns text
language plpgsql immutable as $$
declare
  hex pg_catalog.text := pg_catalog.replace(id::pg_catalog.text, '-', '');
  rest pg_catalog.numeric := 0;
  digits pg_catalog.text := '';
begin
  for position in 0..3 loop
    rest := (rest * 4294967296)
      + ('x' || pg_catalog.substr(hex, (position * 8) + 1, 8))::pg_catalog.bit(32)::pg_catalog.int8;
  end loop;
  if rest < 18446744073709551616 then
    return rest::pg_catalog.text;
  end if;
  while rest > 0 loop
    digits := pg_catalog.substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      (rest % 62)::pg_catalog.int4 + 1, 1) || digits;
    rest := pg_catalog.div(rest, 62);
  end loop;
  return digits;
end
$$`;

/** `case … when` and `in` would find their operator by the search path. */
const compactJson = `
create or replace function steward.compact_json(value jsonb) returns text
language plpgsql immutable as $$
declare
  type pg_catalog.text := pg_catalog.jsonb_typeof(value);
begin
  if type = 'object' then
    return (
      select '{' || coalesce(pg_catalog.string_agg(
        pg_catalog.to_jsonb(key)::pg_catalog.text || ':' || case
          when pg_catalog.jsonb_typeof(item) = any (array['object', 'array'])
            and item <> all (array['{}', '[]']::pg_catalog.jsonb[]) then steward.compact_json(item)
          else item::pg_catalog.text end,
        ',' order by key collate pg_catalog."C"), '') || '}'
      from pg_catalog.jsonb_each(value) as entry (key, item));
  elsif type = 'array' then
    return (
      select '[' || coalesce(pg_catalog.string_agg(
        case when pg_catalog.jsonb_typeof(item) = any (array['object', 'array']) then steward.compact_json(item)
          else item::pg_catalog.text end,
        ',' order by place), '') || ']'
      from pg_catalog.jsonb_array_elements(value) with ordinality as entry (item, place));
  end if;
  return value::pg_catalog.text;
end
$$`;
