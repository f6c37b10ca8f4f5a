"""Whoever appends gets the new head of each chain back: number and hash make the receipt."""

from importlib import import_module

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

FIRST = import_module("xiaoan.journal.migrations.0001_journal")
SECOND = import_module("xiaoan.journal.migrations.0002_append_many")
DROP = "drop function journal_append(int, int, text, text, timestamptz, text);"
DROP_MANY = "drop function journal_append_many(int[], int[], text[], text, timestamptz, json);"

APPEND = r"""
create function journal_append(
  school int, unit int, kind_ text, actor_ text, at_ timestamptz, body_ text
) returns journal_head language plpgsql as $$
declare
  last journal_head;
  own bytea;
begin
  insert into journal_head (school_id, n, hash)
    values (school, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into last from journal_head where school_id = school for update;
  own := sha256('\x00'::bytea || last.hash || convert_to(concat_ws(E'\x1f',
    school, last.n + 1, unit, kind_, actor_,
    to_char(at_ at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body_), 'UTF8'));
  insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash)
    values (school, last.n + 1, unit, kind_, actor_, at_, body_, last.hash, own);
  update journal_head set n = last.n + 1, hash = own where school_id = school;
  last.n := last.n + 1;
  last.hash := own;
  return last;
end $$;
"""
APPEND_MANY = r"""
create function journal_append_many(
  schools int[], units int[], kinds text[], actor_ text, at_ timestamptz, bodies json
) returns setof journal_head language plpgsql as $$
declare
  stamp text := to_char(at_ at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  head journal_head;
  moved journal_head[];
  fact record;
  before bytea;
  chain int[]; numbers int[]; places int[]; names text[]; texts text[];
  links bytea[]; hashes bytea[];
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
    head.hash := sha256('\x00'::bytea || before || convert_to(concat_ws(E'\x1f',
      fact.school, head.n, fact.unit, fact.kind, actor_, stamp, fact.body), 'UTF8'));
    chain := chain || fact.school; numbers := numbers || head.n; places := places || fact.unit;
    names := names || fact.kind; texts := texts || fact.body;
    links := links || before; hashes := hashes || head.hash;
  end loop;
  if head.school_id is not null then
    update journal_head set n = head.n, hash = head.hash where school_id = head.school_id;
    moved := moved || head;
  end if;
  insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash)
    select school, n, unit, kind, actor_, at_, body, previous, own
    from unnest(chain, numbers, places, names, texts, links, hashes)
      as f(school, n, unit, kind, body, previous, own);
  return query select * from unnest(moved);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_many")]
    operations = [
        migrations.RunSQL(DROP + APPEND, DROP + FIRST.APPEND),
        migrations.RunSQL(DROP_MANY + APPEND_MANY, DROP_MANY + SECOND.APPEND_MANY),
        migrations.AddIndex(
            model_name="entry",
            index=BrinIndex(
                autosummarize=True, fields=["at"], name="journal_entry_at", pages_per_range=16
            ),
        ),
    ]
