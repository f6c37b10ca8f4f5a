"""The access table of learning platforms. Letters: see table.py."""

from tests.builders import CLASS_11, PRIMARY, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.platforms import services

# Whoever sets platforms: the bureau for the county, a principal for the school; whoever teaches says who is
# who.
_SETS, _SAYS = "n2n2nnnnnnnn", "n2n2n222nnnn"
_ONE, _UNIT = "platforms/<uuid:platform_id>/", "platforms/unit/<int:unit_no>/"
_LOGIN = "platforms/lti/<uuid:platform_id>/login/"
_XAPI, _NO = "api/v1/xapi/statements", "1" * 12


def _told(letters: str) -> str:
    return letters.replace("2", "u")


PLATFORMS_ROWS = (
    Row("platforms/", "GET", "/platforms/", _SETS, _SETS, "snsn"),
    Row("platforms/", "POST", "/platforms/", _told(_SETS), _told(_SETS), "snsn"),
    id_row(_ONE, "/platforms/{platform}/", _SETS, ALL, "snsn"),
    id_row(_ONE, "/platforms/{platform}/", _told(_SETS), ALL, "snsn", method="POST"),
    Row("platforms/waiting/", "GET", "/platforms/waiting/", _SAYS, _SAYS, "sns2"),
    unit_row(_UNIT, f"/platforms/unit/{CLASS_11}/", _SAYS, ALL, "snsn"),
    unit_row(_UNIT, f"/platforms/unit/{CLASS_11}/", _told(_SAYS), ALL, "snsn", method="POST"),
    # Not set up for launches: as if not there, for anybody. What is signed is tried in tests/platforms.
    id_row(_LOGIN, "/platforms/lti/{platform}/login/", ALL, ALL, "nnnn"),
    id_row(_LOGIN, "/platforms/lti/{platform}/login/", ALL, ALL, "nnnn", method="POST"),
    Row("platforms/lti/launch/", "POST", "/platforms/lti/launch/", "u" * 12, "u" * 12, "uuuu"),
    # A session opens nothing here: only a platform's own secret does.
    Row("api/v1/xapi/about", "GET", "/api/v1/xapi/about", "2" * 12, "2" * 12, "2222"),
    Row(_XAPI, "POST", f"/{_XAPI}", _NO, _NO, "1111", json=True),
    Row(_XAPI, "PUT", f"/{_XAPI}", _NO, _NO, "1111"),
)


def connected(universe: Universe) -> dict[str, str]:
    """Name in braces → id: a platform of the school."""
    found = uuid7()
    with acting_as(universe.cast["principal"]) as principal:
        services.add(principal, services.NewPlatform(found, PRIMARY, "直播课堂", "other"))
    return {"platform": str(found)}
