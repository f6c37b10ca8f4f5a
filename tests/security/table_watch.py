"""The access table of rounds, observations, devices and doubts."""

from tests.builders import CLASS_11, PRIMARY, ROOM_1
from tests.security.rows import ABSENT_ID, ALL, DAY, Row, id_row, unit_row

ROUND = f"/screening/round/{ROOM_1}/{DAY}/"
OBSERVE = f"/screening/observe/{CLASS_11}/"
WATCH_ROWS = (
    Row("screening/rounds/", "GET", "/screening/rounds/", "nnn33nnn3nnn", "nnn33nnn3nnn", "snsn"),
    unit_row(
        "screening/rounds/<int:school_no>/<str:day>/", f"/screening/rounds/{PRIMARY}/{DAY}/",
        "nnn22nnn2nnn", ALL, "snsn", unit=PRIMARY,
    ),
    # The dormitories are those of the school elsewhere.
    unit_row(
        "screening/round/<int:unit_no>/<str:day>/", ROUND, ALL, "nnn22nnn2nnn", "snsn", unit=ROOM_1
    ),
    unit_row(
        "screening/round/<int:unit_no>/<str:day>/", ROUND, ALL, "nnnuunnnunnn", "snsn", unit=ROOM_1,
        method="POST",
    ),
    id_row(
        "screening/missing/<uuid:missing_id>/", "/screening/missing/{missing}/", "nnn222222nnn",
        ALL, "snsn",
    ),
    id_row(
        "screening/missing/<uuid:missing_id>/", "/screening/missing/{missing}/", "nnnuuuuuunnn",
        ALL, "snsn", method="POST",
    ),
    Row("screening/watch/", "GET", "/screening/watch/", "nnn222222nnn", "nnn222222nnn", "sns2"),
    id_row(
        "screening/watch/retest/<uuid:retest_id>/", "/screening/watch/retest/{retest}/",
        "nnn333333nnn", ALL, "snsn", method="POST", body={"celsius": "36.5"},
    ),
    id_row(
        "screening/watch/observation/<uuid:observation_id>/",
        "/screening/watch/observation/{observation}/", "nnn33ff3fnnn", ALL, "snsn", method="POST",
        body={"reason": "看错了人"},
    ),
    Row("screening/observe/", "GET", "/screening/observe/", "nnn222332nnn", "nnn222332nnn", "sns3"),
    unit_row("screening/observe/<int:unit_no>/", OBSERVE, "nnn222222nnn", ALL, "snsn"),
    unit_row(
        "screening/observe/<int:unit_no>/", OBSERVE, "nnnuuuuuunnn", ALL, "snsn", method="POST"
    ),
    Row("screening/devices/", "GET", "/screening/devices/", "n2n22nnnn2nn", "n2n22nnnn2nn", "snsn"),
    Row("screening/devices/", "POST", "/screening/devices/", "nunuunnnnunn", "nunuunnnnunn", "snsn"),
    unit_row(
        "screening/devices/", "/screening/devices/", "nunuunnnnunn", ALL, "snsn", unit=PRIMARY,
        method="POST", body={"device_id": ABSENT_ID, "school": str(PRIMARY)},
    ),
    id_row(
        "screening/devices/<uuid:device_id>/", "/screening/devices/{device}/", "n2n22nnnn2nn", ALL,
        "snsn",
    ),
    id_row(
        "screening/devices/<uuid:device_id>/", "/screening/devices/{device}/", "nunuunnnnunn", ALL,
        "snsn", method="POST",
    ),
    Row("screening/doubts/", "GET", "/screening/doubts/", "n2n22nnnnnnn", "n2n22nnnnnnn", "snsn"),
    id_row(
        "screening/doubts/<uuid:doubt_id>/", "/screening/doubts/{doubt}/", "nfnuunnnnnnn", ALL,
        "snsn", method="POST",
    ),
    # A session opens nothing here: only a device's own token does.
    Row(
        "api/v1/screening/gate-readings", "POST", "/api/v1/screening/gate-readings", "1" * 12,
        "1" * 12, "1111", json=True,
    ),
)  # fmt: skip
