"""The demonstration's sick children: followed since this morning, some of them further on their way."""

from django.db import connection

from xiaoan.directory import rules as numbering
from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks import services as outbreaks
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.today import STEPS

# A look at each class is one job; here all classes are looked at in one go.
_DROP = "delete from procrastinate_jobs where task_name = 'illness.look' and status = 'todo'"
# What became of the children of the outbreak's school: of each five, so many steps on the way.
_WAYS: tuple[tuple[tuple[str, dict[str, object], dict[str, str]], ...], ...] = (
    (),
    (("trace", {}, {"note": "在家休息,已退热"}),),
    (
        ("trace", {"diagnosis": "norovirus", "certainty": "suspected"}, {"clinic": "县人民医院"}),
        ("follow", {}, {"condition": "今早没有再吐"}),
    ),
    (("trace", {"diagnosis": "cold", "certainty": "confirmed"}, {"clinic": "镇卫生院"}),),
    (),
)


def follow(plan: Plan) -> int:
    """Open an illness for every child reported sick this morning, and take some steps; gives how many. Who is
    absent unexplained is asked after from now on.
    """
    stand_at(second_of(plan.day, STEPS[-1]))
    county = (numbering.COUNTY, 2 * numbering.COUNTY)
    with acting_as(BUILDER):
        with connection.cursor() as cursor:
            cursor.execute(_DROP)
        count = illness.look(BUILDER, county, plan.day)
        silent = plan.history.incidents.silent.no
        illness.look_for_causes(BUILDER, (silent, silent + 1), plan.past[-1])
        illness.look_for_causes(BUILDER, county, plan.day)
        school = plan.history.incidents.school.no
        _total, rows = queries.line_list(
            BUILDER, (school, school + numbering.SCHOOL), "untraced", 0, 20
        )
        for n, row in enumerate(rows):
            for kind, facts, words in _WAYS[n % len(_WAYS)]:
                done = illness.Done(uuid7(), row.id, kind, None, facts, words)
                illness.take_step(BUILDER, done)
            # A suspected infectious disease is to be reported at once: its signal is there.
            outbreaks.look_at_illness(BUILDER, school, row.id)
    return count
