"""A form of another office in the register, filled in for the county; a request that is answered by what is
held, and one that was refused. No school is asked anything."""

import io

import xlsxwriter

from xiaoan.directory import rules as numbering
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.returns import services

_OFFICE = "演示市教育局体卫艺科"
_ROWS = (
    ("{{单位}} 学生因病缺课日报 {{日期}}",),
    ("乡镇", "应报班级", "已报班级", "已报学生", "因病缺课", "发热"),
    (
        "{{每乡镇}}{{单位}}", "{{晨检班级.分母}}", "{{晨检班级.分子}}", "{{因病缺勤.分母}}",
        "{{因病缺勤.分子}}", "{{发热.分子}}",
    ),
    ("填表人", "{{填表人}}", "联系电话", "{{联系电话}}"),
)  # fmt: skip


def keep(plan: Plan) -> int:
    """Through the ordinary services; gives how many forms and requests there are."""
    stand_at(second_of(plan.day, STEPS[-1]))
    officer = actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)
    new = services.NewForm(uuid7(), "学生因病缺课日报", _OFFICE, "未报", "日报.xlsx", _blank())
    with acting_as(officer) as actor:
        services.add(actor, new)
        services.take(actor, new.id, numbering.COUNTY, plan.day, {"联系电话": "0000-120"})
        services.register(
            actor, _request(plan, "演教体〔2026〕31号", "因病缺课人数", "rollcall.sick|num")
        )
        services.register(actor, _request(plan, "演教体〔2026〕32号", "发热学生姓名", "ask"))
    return 3


def _request(plan: Plan, ground: str, name: str, held: str) -> services.NewRequest:
    fields = (services.NewField(name, held, "text" if held == "ask" else "number"),)
    return services.NewRequest(
        uuid7(), _OFFICE, "经办人(演示号码 0000-121)", ground, "掌握缺课情况", "day", plan.day, plan.day, 0,
        "", fields,
    )  # fmt: skip


def _blank() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("日报")
        for nth, row in enumerate(_ROWS):
            sheet.write_row(nth, 0, row)
        sheet.set_column(0, 5, 14)
    return file.getvalue()
