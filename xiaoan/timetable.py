"""The timetable: what runs by itself, and when (cron, in the county's zone)."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from procrastinate import App, JobContext

from xiaoan.accountability import tasks as accountability_tasks
from xiaoan.accounts import tasks as accounts_tasks
from xiaoan.arrivals import tasks as arrivals_tasks
from xiaoan.briefings import tasks as briefings_tasks
from xiaoan.campus import tasks as campus_tasks
from xiaoan.careteams import tasks as careteams_tasks
from xiaoan.clearances import tasks as clearances_tasks
from xiaoan.command import tasks as command_tasks
from xiaoan.counselling import tasks as counselling_tasks
from xiaoan.dailyreports import tasks as dailyreports_tasks
from xiaoan.delivery import tasks as delivery_tasks
from xiaoan.demand import tasks as demand_tasks
from xiaoan.dropout import tasks as dropout_tasks
from xiaoan.duties import tasks as duties_tasks
from xiaoan.equipment import tasks as equipment_tasks
from xiaoan.homework import tasks as homework_tasks
from xiaoan.hygiene import tasks as hygiene_tasks
from xiaoan.illness import tasks as illness
from xiaoan.indicators import tasks as indicators_tasks
from xiaoan.investigations import tasks as investigations_tasks
from xiaoan.kernel.races import again
from xiaoan.kernel.stalled import put_back
from xiaoan.keypersons import tasks as keypersons_tasks
from xiaoan.learning import tasks as learning_tasks
from xiaoan.lessons import tasks as lessons_tasks
from xiaoan.materials import tasks as materials_tasks
from xiaoan.notices import tasks as notices_tasks
from xiaoan.outbreaks import tasks as outbreaks
from xiaoan.outreach import tasks as outreach_tasks
from xiaoan.platforms import tasks as platforms_tasks
from xiaoan.procurement import tasks as procurement_tasks
from xiaoan.readiness import tasks as readiness_tasks
from xiaoan.registry import tasks as registry_tasks
from xiaoan.returns import tasks as returns_tasks
from xiaoan.screening import tasks as screening_tasks
from xiaoan.seals import tasks as seals
from xiaoan.statutory import tasks as statutory
from xiaoan.stories import tasks as stories_tasks
from xiaoan.supplies import tasks as supplies_tasks
from xiaoan.surveys import tasks as surveys_tasks
from xiaoan.training import tasks as training_tasks
from xiaoan.verification import tasks as verification_tasks

TIMETABLE: tuple[tuple[str, Any], ...] = (
    ("* * * * *", duties_tasks.escalate),
    ("* * * * *", seals.seal),
    ("* * * * *", delivery_tasks.send),
    ("* * * * *", duties_tasks.renew_owners),
    ("* * * * *", notices_tasks.settle),
    ("*/10 * * * *", screening_tasks.open_today),
    ("* * * * *", registry_tasks.expire_exports),
    ("40 3 * * *", registry_tasks.put_away),
    ("50 3 * * *", accounts_tasks.clear),
    ("55 3 * * *", screening_tasks.clear),
    ("* * * * *", screening_tasks.show_missing),
    ("57 3 * * *", screening_tasks.clear_readings),
    ("20 2 * * *", screening_tasks.look_for_doubts),
    ("2 * * * *", registry_tasks.begin_day),
    ("*/10 * * * *", surveys_tasks.go_on),
    ("10 0 * * *", surveys_tasks.recount),
    ("35 3 * * *", surveys_tasks.clear_answers),
    ("*/10 * * * *", keypersons_tasks.open_today),
    ("25 0 * * *", keypersons_tasks.expire),
    ("*/10 * * * *", verification_tasks.follow_people),
    ("46 3 * * *", verification_tasks.forget_words),
    ("45 3 * * *", verification_tasks.destroy),
    ("48 3 * * *", counselling_tasks.destroy),
    ("15 0 * * *", careteams_tasks.settle_county),
    ("*/10 * * * *", command_tasks.settle),
    ("20 1 * * *", accountability_tasks.reckon),
    ("20 0 * * *", supplies_tasks.count_county),
    ("12 0 * * *", training_tasks.settle_county),
    ("6 * * * *", stories_tasks.settle),
    ("14 0 * * *", materials_tasks.owe_reviews),
    ("5 * * * *", procurement_tasks.open_chases),
    ("30 0 * * *", demand_tasks.recount),
    ("*/5 * * * *", demand_tasks.recount_stale),
    ("*/10 * * * *", equipment_tasks.owe_today),
    ("*/10 * * * *", hygiene_tasks.owe_plans),
    ("50 3 * * *", hygiene_tasks.follow_all),
    ("*/10 * * * *", hygiene_tasks.lay_out_today),
    ("4 0 * * *", hygiene_tasks.close_days),
    ("40 2 * * *", hygiene_tasks.look_at_records),
    ("*/5 * * * *", illness.settle),
    ("40 5,21 * * *", outbreaks.look_at_night),
    ("*/10 * * * *", statutory.progress),
    ("*/10 * * * *", investigations_tasks.contacts_today),
    ("*/2 * * * *", investigations_tasks.contacts_ill),
    ("*/5 * * * *", outreach_tasks.follow_promises),
    ("30 1 * * *", dropout_tasks.reckon),
    ("*/10 * * * *", readiness_tasks.refresh),
    ("3-59/10 * * * *", indicators_tasks.refresh),
    ("8 0 * * *", indicators_tasks.close),
    ("28 0 * * *", indicators_tasks.check),
    ("15 6 * * *", dropout_tasks.owe),
    ("50 2 * * *", dropout_tasks.follow),
    ("*/30 * * * *", homework_tasks.settle),
    ("*/5 * * * *", learning_tasks.fold),
    ("*/10 * * * *", lessons_tasks.lay_out),
    ("* * * * *", lessons_tasks.go_on),
    ("48 3 * * *", lessons_tasks.forget),
    ("* * * * *", platforms_tasks.go_on),
    ("49 3 * * *", platforms_tasks.forget),
    ("20 5 * * *", arrivals_tasks.owe_counts),
    ("18 0 * * *", clearances_tasks.settle),
    ("25 5 * * *", clearances_tasks.owe),
    ("52 3 * * *", campus_tasks.forget),
    ("*/10 * * * *", dailyreports_tasks.go_on),
    ("0 7 * * *", briefings_tasks.make_morning),
    ("22 5 * * *", returns_tasks.settle),
    ("47 3 * * *", returns_tasks.put_away),
)


def try_again(job: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """Jobs open their own transactions and can be run twice, as the queue may run them."""
    return again(job)


async def resume(context: JobContext, timestamp: int) -> int:
    """Each minute: what a dead worker left, of whichever app; gives how many jobs."""
    return await put_back(context.app.job_manager)


def on_tasks_ready(app: App) -> None:
    """Hand the timetable to the job queue; called once it stands. Every job is tried again at once where it
    lost a deadlock: a retry by the queue would come minutes later, and not at all for most."""
    for task in app.tasks.values():
        if not iscoroutinefunction(task.func):
            task.task_middleware.append(try_again)
    for cron, task in TIMETABLE:
        app.periodic(cron=cron)(task)
    name = "timetable.resume"
    put = app.task(name=name, queueing_lock=name, pass_context=True)(resume)
    app.periodic(cron="* * * * *")(put)
