create trigger status_visibility_counter_cache_trigger
before insert or delete or update of recipients, data on public.activities
for each row execute function public.update_status_visibility_counter_cache();

create trigger oban_notify
after insert on public.oban_jobs
for each row execute function public.oban_jobs_notify();
