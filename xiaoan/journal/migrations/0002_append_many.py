"""Many facts at once: each chain's head is taken and moved once, the entries go in by one statement."""

from django.db import migrations

# Heads are locked in the order of their numbers, so that two bulk writers never wait for each other.
APPEND_MANY = r"""
create function journal_append_many(
  schools int[], units int[], kinds text[], actor_ text, at_ timestamptz, bodies json
) returns int language plpgsql as $$
declare
  stamp text := to_char(at_ at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  head journal_head;
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
  end if;
  insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash)
    select school, n, unit, kind, actor_, at_, body, previous, own
    from unnest(chain, numbers, places, names, texts, links, hashes)
      as f(school, n, unit, kind, body, previous, own);
  return coalesce(cardinality(chain), 0);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]
    operations = [
        migrations.RunSQL(
            APPEND_MANY,
            "drop function journal_append_many(int[], int[], text[], text, timestamptz, json)",
        ),
    ]
