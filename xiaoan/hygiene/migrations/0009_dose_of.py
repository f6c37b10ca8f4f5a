"""Of how many records a flag of contact, rinsing or presence could be found, for past days too."""

from django.db import migrations, models

_RINSES = (
    "air_con filter,bus surface,classroom surface,corridor rails,dining tables,dormitory surface,"
    "function_room surface,gate surface,health_room surface,kitchen surface,library surface,"
    "observation surface,office surface,sports surface,toilet surface,toys toys,washroom surface,"
    "water_point taps"
)
_FILL = f"""
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true),
       set_config('xiaoan.ranges', '', true);
update hygiene_school_day t set of_short = c.of_short, of_not_rinsed = c.of_not_rinsed,
  of_present = c.of_present, of_uv_present = c.of_uv_present, of_air_present = c.of_air_present
from (
  select r.school_id, r.day,
         count(*) filter (where
           case when r.method = 'ventilate' then r.minutes is not null
                else r.contact is not null and r.agent <> 'none' end) as of_short,
         count(*) filter (where r.rinsed is not null and r.incident_id is null
           and r.agent in ('chlorine', 'quat', 'peroxide')
           and coalesce(l.rinse, p.kind || ' ' || r.task = any(string_to_array('{_RINSES}', ',')))
         ) as of_not_rinsed,
         count(*) filter (where r.present is not null and r.agent <> 'uv' and l.absent) as of_present,
         count(*) filter (where r.present is not null and r.agent = 'uv') as of_uv_present,
         count(*) filter (where r.present is not null
           and r.agent in ('chlorine', 'alcohol', 'quat', 'peroxide')
           and (r.target = 'air' or r.method = 'spray')
           and not (p.kind = 'yard' or r.target = 'ground' or r.weather <> '')) as of_air_present
  from hygiene_record r
  join hygiene_place p on p.id = r.place_id
  left join hygiene_due d on d.id = r.due_id
  left join hygiene_line l on l.id = d.line_id
  where not r.usual and not r.void
    and not exists (select 1 from hygiene_record o where o.replaces_id = r.id)
  group by 1, 2) c
where t.unit_no = c.school_id and t.day = c.day;
"""
_NAMES = ("of_short", "of_not_rinsed", "of_present", "of_uv_present", "of_air_present")


class Migration(migrations.Migration):

    dependencies = [("hygiene", "0008_airing_all_day")]
    operations = [
        *(
            migrations.AddField("schoolday", name, models.IntegerField(db_default=0))
            for name in _NAMES
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
