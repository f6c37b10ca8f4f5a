"""From here on an entry's hash is over a salted commitment to what it says (decision 27): older entries stay as
they are, and their chains run on."""

from importlib import import_module

from django.db import migrations, models

THIRD = import_module("xiaoan.journal.migrations.0003_receipts")

# gen_random_uuid draws from the strong generator: 122 bits that nobody can try.
APPEND = r"""
create or replace function journal_append(
  school int, unit int, kind_ text, actor_ text, at_ timestamptz, body_ text
) returns journal_head language plpgsql as $$
declare
  last journal_head;
  own bytea;
  salt_ bytea := uuid_send(gen_random_uuid());
begin
  insert into journal_head (school_id, n, hash)
    values (school, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into last from journal_head where school_id = school for update;
  own := sha256('\x04'::bytea || last.hash || sha256(salt_ || convert_to(concat_ws(E'\x1f',
    unit, kind_, actor_, to_char(at_ at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body_),
    'UTF8')) || convert_to(concat_ws(E'\x1f', school, last.n + 1), 'UTF8'));
  insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash, salt)
    values (school, last.n + 1, unit, kind_, actor_, at_, body_, last.hash, own, salt_);
  update journal_head set n = last.n + 1, hash = own where school_id = school;
  last.n := last.n + 1;
  last.hash := own;
  return last;
end $$;
"""
APPEND_MANY = r"""
create or replace function journal_append_many(
  schools int[], units int[], kinds text[], actor_ text, at_ timestamptz, bodies json
) returns setof journal_head language plpgsql as $$
declare
  stamp text := to_char(at_ at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  head journal_head;
  moved journal_head[];
  fact record;
  before bytea;
  chain int[]; numbers int[]; places int[]; names text[]; texts text[];
  links bytea[]; hashes bytea[]; salts bytea[];
  salt_ bytea;
begin
  insert into journal_head (school_id, n, hash)
    select distinct s, 0, decode(repeat('00', 32), 'hex') from unnest(schools) s order by s
    on conflict do nothing;
  for fact in
    select * from rows from (
        unnest(schools), unnest(units), unnest(kinds), json_array_elements_text(bodies)
      ) with ordinality as f(school, unit, kind, body, place) order by school, place
  loop
    if head.school_id is distinct from fact.school then
      if head.school_id is not null then
        update journal_head set n = head.n, hash = head.hash where school_id = head.school_id;
        moved := moved || head;
      end if;
      select * into head from journal_head where school_id = fact.school for update;
    end if;
    before := head.hash;
    head.n := head.n + 1;
    salt_ := uuid_send(gen_random_uuid());
    head.hash := sha256('\x04'::bytea || before || sha256(salt_ || convert_to(concat_ws(E'\x1f',
      fact.unit, fact.kind, actor_, stamp, fact.body), 'UTF8'))
      || convert_to(concat_ws(E'\x1f', fact.school, head.n), 'UTF8'));
    chain := chain || fact.school; numbers := numbers || head.n; places := places || fact.unit;
    names := names || fact.kind; texts := texts || fact.body;
    links := links || before; hashes := hashes || head.hash;
    salts := salts || salt_;
  end loop;
  if head.school_id is not null then
    update journal_head set n = head.n, hash = head.hash where school_id = head.school_id;
    moved := moved || head;
  end if;
  insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash, salt)
    select school, n, unit, kind, actor_, at_, body, previous, own, salted
    from unnest(chain, numbers, places, names, texts, links, hashes, salts)
      as f(school, n, unit, kind, body, previous, own, salted);
  return query select * from unnest(moved);
end $$;
"""


def _replacing(text: str) -> str:
    return text.replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_receipts")]
    operations = [
        migrations.AddField(
            model_name="entry", name="salt", field=models.BinaryField(null=True)
        ),
        migrations.RunSQL(APPEND, _replacing(THIRD.APPEND)),
        migrations.RunSQL(APPEND_MANY, _replacing(THIRD.APPEND_MANY)),
    ]
