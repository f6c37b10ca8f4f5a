"""Writing school plans: begun from the template, written, decided, published as duties, done."""

from xiaoan.schoolplans.services.acting import Other, Stale
from xiaoan.schoolplans.services.deciding import (
    answer,
    approve,
    begin_change,
    comment,
    give_back,
    publish,
    submit,
    take_back,
)
from xiaoan.schoolplans.services.drafting import (
    NewPlan,
    Typed,
    set_own_opening,
    start,
    write_texts,
)
from xiaoan.schoolplans.services.importing import read_sheet
from xiaoan.schoolplans.services.owing import (
    follow_class_teacher,
    follow_openings,
    mark_done,
    named_task,
    own_told,
    see,
    shown_task,
)
from xiaoan.schoolplans.services.tasks import Given, add_tasks, put_task, remove_task, split_task
from xiaoan.schoolplans.services.templating import (
    begin_template,
    propose_template,
    put_entry,
    remove_entry,
    settle_template,
)

__all__ = [
    "Given",
    "NewPlan",
    "Other",
    "Stale",
    "Typed",
    "add_tasks",
    "answer",
    "approve",
    "begin_change",
    "begin_template",
    "comment",
    "follow_class_teacher",
    "follow_openings",
    "give_back",
    "mark_done",
    "named_task",
    "own_told",
    "propose_template",
    "publish",
    "put_entry",
    "put_task",
    "read_sheet",
    "remove_entry",
    "remove_task",
    "see",
    "set_own_opening",
    "settle_template",
    "shown_task",
    "split_task",
    "start",
    "submit",
    "take_back",
    "write_texts",
]
