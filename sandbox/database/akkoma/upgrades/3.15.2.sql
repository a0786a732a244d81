-- Akkoma 3.15.2 has level 12 of Oban's tables, without the trigger that notifies the server of new jobs.

alter table oban_jobs drop constraint priority_range,
  add constraint non_negative_priority check (priority >= 0) not valid;
drop trigger oban_notify on oban_jobs;
drop function oban_jobs_notify();
comment on table oban_jobs is '12';
