-- Akkoma 3.13.3 keeps link previews in the database and keys in a separate table, and drops unused indexes. The caller
-- of this script copies the keys, because SQL cannot derive the public half of a private key.

create table rich_media_card (
  id bigserial primary key,
  url_hash bytea,
  fields jsonb,
  inserted_at timestamp(0) not null,
  updated_at timestamp(0) not null
);
create unique index rich_media_card_url_hash_index on rich_media_card (url_hash);

drop index activities_cc_index, activities_in_reply_to, activities_likes, activities_to_index, objects_likes,
  users_featured_address_index, users_following_address_index, users_invisible_index, users_last_status_at_index,
  users_tags_index, apps_client_id_client_secret_index, apps_user_id_index,
  user_frontend_setting_profiles_user_id_frontend_name_profile_na;

create table signing_keys (
  user_id uuid constraint signing_keys_user_id_fkey references users (id) on delete cascade,
  key_id text primary key,
  public_key text,
  private_key text,
  inserted_at timestamp(0) not null,
  updated_at timestamp(0) not null
);
create index signing_keys_user_id_index on signing_keys (user_id);
