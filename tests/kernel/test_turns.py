"""What people start takes turns, so that the timetable always finds a place free."""

from procrastinate.contrib.django import app

from xiaoan.kernel import turns

LONG = {
    "simulations.reckon": turns.RECKONING, "returns.make": turns.RECKONING,
    "registry.check_roster": turns.SHEETS, "registry.import_roster": turns.SHEETS,
    "registry.export_roster": turns.SHEETS, "verification.match_list": turns.SHEETS,
}  # fmt: skip


def test_what_takes_minutes_takes_turns_and_leaves_a_place_free() -> None:
    kinds = {turns.RECKONING, turns.SHEETS}
    found = {name: task.lock for name, task in app.tasks.items() if task.lock in kinds}
    assert found == LONG
    assert len(kinds) + 1 == turns.PLACES
