"""The words of a check may be destroyed, and nothing else of it changes: not what was found, nor by whom."""

from django.db import migrations

ONLY_DESTROYED = """
create function verification_check_words() returns trigger language plpgsql as $$
begin
  if new.details is not null and new.details is distinct from old.details
    or new.body_hash <> '' and new.body_hash is distinct from old.body_hash
  then
    raise exception 'a check is added, never changed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger verification_check_words before update of details, body_hash on verification_check
  for each row execute function verification_check_words();
grant update (details, body_hash) on verification_check to xiaoan_app;
"""
AS_BEFORE = """
revoke update (details, body_hash) on verification_check from xiaoan_app;
drop trigger verification_check_words on verification_check;
drop function verification_check_words();
"""


class Migration(migrations.Migration):
    dependencies = [("verification", "0004_turns")]
    operations = [migrations.RunSQL(ONLY_DESTROYED, AS_BEFORE)]
