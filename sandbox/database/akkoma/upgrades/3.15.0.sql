-- Akkoma 3.15.0 reads keys only from signing_keys, and estimates the number of remote accounts with the planner.

create function estimate_remote_user_count() returns integer language plpgsql as $$
declare
  plan jsonb;
begin
  execute 'explain (format json) select from public.users
    where not local and is_active and not invisible and nickname is not null' into plan;
  return (plan #>> '{0,Plan,Plan Rows}')::integer;
end
$$;

alter table users drop column ap_enabled;

delete from signing_keys where user_id is null or public_key is null;
alter table signing_keys alter column user_id set not null, alter column public_key set not null;

delete from signing_keys key using users u
  where u.id = key.user_id and not u.local
    and exists (select from signing_keys other where other.user_id = key.user_id and other.key_id <> key.key_id);
drop index signing_keys_user_id_index;
create unique index signing_keys_user_id_index on signing_keys (user_id);

alter table users drop column keys, drop column public_key;
