"""Row security of stories: inside the scope, by who tells it, by who is shown, and by all once it is
published. Acts, who is shown and what they said are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_MINE = "by_id = (select scope_user())"
_SHOWN = "user_id = (select scope_user())"
_STORY = f"""state = 'published' or {_MINE} or exists (
  select from stories_shown s where s.story_id = stories_story.id
    and (s.user_id = (select scope_user()) or s.person_id = any ((select scope_people())::uuid[]))
)"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("stories_act", also=_MINE, insert_also=_MINE),
        protect("stories_shown", people="person_id", also=_SHOWN),
        protect("stories_story", also=_STORY),
        protect("stories_word", people="person_id", also=_MINE),
        *(own_school(f"stories_{table}") for table in ("act", "story", "shown", "word")),
        composite_key("stories_shown", "school_id, story_id", "stories_story", "school_id, id"),
        composite_key("stories_word", "school_id, story_id", "stories_story", "school_id, id"),
        insert_only("stories_act"),
        insert_only("stories_shown"),
        insert_only("stories_word"),
    ]
