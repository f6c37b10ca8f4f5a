"""Dormitory rooms without a written building stand under their own."""

from xiaoan.hygiene.models import Place
from xiaoan.hygiene.queries import rooms
from xiaoan.kernel.ids import uuid7


def test_a_room_tells_its_building_by_name(db: None) -> None:
    names = ("男生1号楼201室", "女生宿舍楼 101", "3楼301室", "101", "男生2号楼")
    places = [
        Place(id=uuid7(), unit_no=-n, kind="dormitory", name=name)
        for n, name in enumerate(names, 1)
    ]
    written = Place(
        id=uuid7(), unit_no=-9, kind="dormitory", name="男生1号楼202室", building="甲楼"
    )
    other = Place(id=uuid7(), unit_no=-9, kind="washroom", name="男生1号楼厕所")
    assert rooms.buildings([*places, written, other]) == {
        places[0].pk: "男生1号楼", places[1].pk: "女生宿舍楼",
    }  # fmt: skip
