"""Who answers for a child goes along when a roster of the county moves the child to another school."""

from collections.abc import Callable
from pathlib import Path

from tests.builders import BUILDER, CLASS_11, CLASS_71, JUNIOR, PRIMARY, Universe
from tests.registry.rosters import pupil, sheet
from tests.registry.test_imports_doubtful import bring_in
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Ward
from xiaoan.directory.models import Guardian, Person
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def test_guardians_and_their_accounts_go_along(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    officer = acting("officer")
    assert bring_in(officer, sheet(tmp_path, pupil(1))) == {"new": 1}
    old = Person.objects.get(school_id=PRIMARY, name="欧阳明")
    enter(BUILDER)
    user = universe.users["guardian"]
    accounts.answer_for(BUILDER, user, PRIMARY, CLASS_11, old.pk)
    without = {"监护人1姓名": "", "监护人1关系": "", "监护人1电话": ""}
    there = pupil(1, 学校="河口初中", 年级="七年级", 班级="1班", **without)
    assert bring_in(acting("officer"), sheet(tmp_path, there)) == {"moved": 1}
    new = Person.objects.get(school_id=JUNIOR, name="欧阳明")
    assert Ward.objects.get(person_id=new.pk, user=user).unit_no == CLASS_71
    assert Guardian.objects.get(person_id=new.pk).name == "欧阳父"
