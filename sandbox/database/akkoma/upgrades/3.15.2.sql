-- Akkoma 3.15.2: level 12 of Oban's tables. No trigger tells of new jobs any more.

alter table oban_jobs drop constraint priority_range,
  add constraint non_negative_priority check (priority >= 0) not valid;
drop trigger oban_notify on oban_jobs;
drop function oban_jobs_notify();
comment on table oban_jobs is '12';
