"""Counting classes anew, as a function: it runs with every answer, and planning it took longer than running it.

With the caller's rights, so that row security holds inside as outside. Of one class the plan is made once per
connection; of many it is made anew, because what is best for ten classes takes minutes for four thousand.
"""

from django.db import migrations

# Locked first, counted in a later statement: that one sees what those before in the queue have written. The
# key stays free: an answer on its way in holds it, and may wait for whoever counts here.
_RECOUNT = """
create function NAME(WANTED, on_day date, at timestamptz)
returns table (tally_id uuid, still_unknown int)
language plpgsql set plan_cache_mode = PLAN as $$
begin
  perform id from surveys_tally where surveys_tally.id MATCH
    order by unit_no, round_id for no key update;
  return query
    with wanted as (
      select id, school_id, unit_no, round_id from surveys_tally where id MATCH
    ), roll as (
      select w.id, w.round_id, e.school_id, e.person_id
      from wanted w join directory_enrolment e on e.unit_no = w.unit_no
        and e.since <= on_day and (e.until is null or e.until > on_day)
      where w.unit_no <> w.school_id
      union all
      select w.id, w.round_id, p.school_id, p.id
      from wanted w join directory_person p
        on p.unit_no = w.unit_no and p.school_id = w.school_id and p.kind = 'staff'
      where w.unit_no = w.school_id
    ), standing as (
      select r.id, a.id is null as missing, a.contra_id is not null as doubted, a.whereabouts,
        a.condition, a.categories, a.late
      from roll r left join surveys_answer a on a.school_id = r.school_id and a.round_id = r.round_id
        and a.person_id = r.person_id and a.state = 'current'
    ), counted as (
      select id, count(*) as on_roll,
        count(*) filter (where not missing and not doubted) as known,
        count(*) filter (where missing) as unknown,
        count(*) filter (where not missing and doubted) as contradicted,
        count(*) filter (where whereabouts = 'away') as away,
        count(*) filter (where condition = 'symptoms') as symptoms,
        count(*) filter (where condition = 'isolated') as isolated,
        count(*) filter (where categories <> '{}') as key_group,
        count(*) filter (where late) as late
      from standing group by id
    ), grouped as (
      select id, jsonb_object_agg(code, people) as by_category
      from (
        select s.id, code, count(*) as people
        from standing s cross join unnest(s.categories) code group by s.id, code
      ) each group by id
    )
    update surveys_tally t set
      on_roll = coalesce(c.on_roll, 0), known = coalesce(c.known, 0),
      unknown = coalesce(c.unknown, 0), contradicted = coalesce(c.contradicted, 0),
      away = coalesce(c.away, 0), symptoms = coalesce(c.symptoms, 0),
      isolated = coalesce(c.isolated, 0), key_group = coalesce(c.key_group, 0),
      late = coalesce(c.late, 0), by_category = coalesce(g.by_category, '{}'), counted_at = at
    from wanted w left join counted c on c.id = w.id left join grouped g on g.id = w.id
    where t.id = w.id
    returning t.id, t.unknown;
end $$;
"""


def _made(name: str, wanted: str, match: str, plan: str) -> str:
    words = {"NAME": name, "WANTED": wanted, "MATCH": match, "PLAN": plan}
    made = _RECOUNT
    for word, stands_for in words.items():
        made = made.replace(word, stands_for)
    return made


_ONE = _made("surveys_recount_one", "wanted_id uuid", "= wanted_id", "force_generic_plan")
_MANY = _made("surveys_recount", "wanted_ids uuid[]", "= any(wanted_ids)", "force_custom_plan")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_unsettled_security")]
    operations = [
        migrations.RunSQL(_ONE, "drop function surveys_recount_one(uuid, date, timestamptz)"),
        migrations.RunSQL(_MANY, "drop function surveys_recount(uuid[], date, timestamptz)"),
    ]
