-- Akkoma 3.16.0. Its migration that removes the hosts from the names of emoji reactions is left out, because no
-- operation depends on it.

alter table instances drop column has_request_signatures;

update oban_jobs set args = jsonb_set(args, '{id}', to_jsonb(coalesce(args #>> '{params,id}', id::text)))
  where worker = 'Pleroma.Workers.ReceiverWorker';

update users set actor_type = 'Application' where local and ap_id ~ '/(internal/fetch|relay)$';
update users set follower_address = null, following_address = null where local and ap_id ~ '/internal/fetch$';
update users set follower_address = ap_id || '/followers', following_address = ap_id || '/following'
  where local and ap_id ~ '/relay$';

alter table users drop column accepts_chat_messages;
