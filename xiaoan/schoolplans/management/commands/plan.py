"""`xiaoan plan export`: the plan of a school (一校一案) as an official paper."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import NotFound, Refusal
from xiaoan.kernel.scope import acting_as
from xiaoan.schoolplans.queries import papers, plans, versions
from xiaoan.web import official, pdf
from xiaoan.web import papers as files


class Command(BaseCommand):
    """The version in force, else the one submitted last, else the draft, which says that it is one."""

    help = "Write the plan of a school as .docx or .pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="one school's plan as a file")
        export.add_argument("--school", required=True, metavar="CODE", help="code as in the roster")
        export.add_argument("--out", required=True, type=Path, metavar="FILE.docx|FILE.pdf")
        export.add_argument(
            "--version-no", type=int, default=None, metavar="N", help="another one; 0: the draft"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        kind = out.suffix.lower().removeprefix(".")
        if kind not in files.KINDS:
            raise CommandError(f"{out}: the name of the file ends in .docx or .pdf.")
        try:
            files.refuse_out(out, kind)
            with translation.override("zh-hans"):
                name, no, paper = _paper(options["school"], options["version_no"])
                content = pdf.pdf(paper) if kind == "pdf" else official.docx(paper)
            files.write_out(out, content)
        except Refusal as refused:
            raise CommandError(str(refused)) from None
        said = f"version {no}" if no else "draft"
        self.stderr.write(f"{out}: {name}, {said}")


def _paper(code: str, wanted: int | None) -> tuple[str, int, official.Paper]:
    """The name of the school, the number of the version (0: the draft) and the paper."""
    with acting_as(system("plan")) as actor:
        school = directory.coded(code.strip())
        if school is None or school.kind != "school":
            raise CommandError(f"No school has the code {code}.")
        plan = plans.plan_of(school.no)
        if plan is None:
            raise CommandError(f"{school.name} has no plan yet.")
        no = wanted if wanted is not None else plan.published_no or plan.version
        try:
            content = (
                versions.version_of(plan, no).content
                if no
                else versions.content_of(actor, plans.whole(plan, school))
            )
        except NotFound:
            raise CommandError(
                f"{school.name} has no version {no}; the last is {plan.version}."
            ) from None
        mark = _("命令行导出于 %(at)s") % {"at": clock.now().strftime("%Y-%m-%d %H:%M")}
        told = papers.told(actor, school, content, no, plan)
        return school.name, no, papers.official_paper(told, mark)
