-- The functions of Akkoma's indexes and triggers, written from their description.
--
-- All tables are qualified with their schema: from PostgreSQL 17 on, building or analysing an index runs its functions
-- with only pg_catalog in the search_path.

create function public.activity_visibility(actor varchar, recipients varchar[], data jsonb)
returns varchar
language plpgsql
immutable
as $$
declare
  everyone constant varchar := 'https://www.w3.org/ns/activitystreams#Public';
  followers varchar;
begin
  select users.follower_address into followers
  from public.users
  where users.ap_id = activity_visibility.actor;

  return case
    when data -> 'to' ? everyone then 'public'
    when data -> 'cc' ? everyone then 'unlisted'
    when followers = any (recipients) then 'private'
    when not (everyone = any (recipients)) then 'direct'
    else 'unknown'
  end;
end
$$;

create function public.update_status_visibility_counter_cache()
returns trigger
language plpgsql
as $$
declare
  counted constant text[] := array['public', 'unlisted', 'private', 'direct'];
  was varchar;
  becomes varchar;
  host varchar;
begin
  if tg_op in ('UPDATE', 'DELETE') and old.data ->> 'type' = 'Create' then
    was := public.activity_visibility(old.actor, old.recipients, old.data);
    host := split_part(old.actor, '/', 3);
  end if;
  if tg_op in ('INSERT', 'UPDATE') and new.data ->> 'type' = 'Create' then
    becomes := public.activity_visibility(new.actor, new.recipients, new.data);
    host := split_part(new.actor, '/', 3);
  end if;

  if was is distinct from becomes then
    if was = any (counted) then
      execute format(
        'update public.counter_cache set %1$I = greatest(0, %1$I - 1) where instance = $1', was
      ) using host;
    end if;
    if becomes = any (counted) then
      execute format(
        'insert into public.counter_cache (instance, %1$I) values ($1, 1)
         on conflict (instance) do update set %1$I = counter_cache.%1$I + 1', becomes
      ) using host;
    end if;
  end if;

  -- A before trigger of a delete must return the old row. Null would cancel the delete.
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end
$$;

create function public.oban_jobs_notify()
returns trigger
language plpgsql
as $$
begin
  if new.state = 'available' then
    perform pg_notify('public.oban_insert', json_build_object('queue', new.queue)::text);
  end if;
  return null;
end
$$;
