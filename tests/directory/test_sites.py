"""Where units stand: degrees of two datums, distances, who may enter them, what a slip is told."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CLASS_11, COUNTY, JUNIOR, PRIMARY
from tests.directory.units import facts
from xiaoan.directory.queries import sites as queries
from xiaoan.directory.rules import sites as rules
from xiaoan.directory.rules.sites import Fault, Site
from xiaoan.directory.services import sites as services
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound

Acting = Callable[[str], Actor]
HERE = Site(111.3, 30.7)

# Published with the library eviltransform: WGS-84 and GCJ-02 of Shanghai, Shenzhen, Beijing.
VECTORS = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("wgs", "gcj"), VECTORS)
def test_the_published_vectors(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert rules.to_gcj02(*wgs) == pytest.approx(gcj, abs=1e-9)
    back = rules.from_gcj02(*gcj)
    assert (back.longitude, back.latitude) == pytest.approx(wgs, abs=2e-7)


@given(st.floats(73.6, 135), st.floats(18.2, 53.5))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    back = rules.from_gcj02(*rules.to_gcj02(lon, lat))
    assert rules.kilometres(Site(lon, lat), back) < 0.0001


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert rules.kilometres(HERE, Site(111.3, 31.7)) == pytest.approx(111.195, abs=0.01)
    assert rules.kilometres(HERE, HERE) == 0


@pytest.mark.parametrize(
    ("longitude", "latitude", "field", "code"),
    [
        ("200", "30.712", "longitude", "outside"), ("111.312", "99", "latitude", "outside"),
        ("111.3", "30.712", "longitude", "coarse"), ("111.312", "", "latitude", "half"),
        ("30.7123", "111.3123", "longitude", "swapped"), ("211.3123", "30.7123", "longitude", "outside"),
        ("111.3123", "60.7123", "latitude", "outside"), ("东经111", "30.7123", "longitude", "shape"),
        ("111.3123", "-30.7123", "latitude", "shape"), ("1e2.000", "30.7123", "longitude", "shape"),
    ],
)  # fmt: skip
def test_what_is_no_position_says_why(longitude: str, latitude: str, field: str, code: str) -> None:
    with pytest.raises(Fault) as fault:
        rules.read_site(longitude, latitude, "wgs84")
    assert (fault.value.field, fault.value.code) == (field, code)


def test_the_bureau_enters_puts_right_and_takes_out(acting: Acting) -> None:
    officer = acting("officer")
    assert services.set_sites(officer, COUNTY, {PRIMARY: HERE, JUNIOR: HERE}, "wgs84") == 2
    assert services.set_sites(officer, PRIMARY, {PRIMARY: HERE}, "gcj02") == 0
    assert services.set_sites(officer, PRIMARY, {PRIMARY: None}, "gcj02") == 1
    assert queries.sites([PRIMARY, JUNIOR]) == {JUNIOR: HERE}
    assert facts("sites_set") == [(0, COUNTY), (PRIMARY, PRIMARY)]


def test_only_units_with_a_store_and_only_by_the_bureau(acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.set_sites(acting("officer"), PRIMARY, {CLASS_11: HERE}, "wgs84")
    with pytest.raises(NotFound):
        services.set_sites(acting("officer"), PRIMARY, {JUNIOR: HERE}, "wgs84")
    with pytest.raises(Forbidden):
        services.set_sites(acting("principal"), PRIMARY, {PRIMARY: HERE}, "wgs84")
    with pytest.raises(NotFound):
        services.set_sites(acting("principal"), JUNIOR, {JUNIOR: HERE}, "wgs84")


def test_a_school_far_from_the_bureau_is_a_slip(acting: Acting) -> None:
    officer = acting("officer")
    services.set_sites(officer, COUNTY, {COUNTY: HERE}, "wgs84")
    with pytest.raises(Invalid) as refused:
        services.set_sites(officer, COUNTY, {PRIMARY: Site(116.3, 30.7)}, "wgs84")
    assert (refused.value.fields, "478 公里" in str(refused.value)) == ({"longitude": "far"}, True)
    assert queries.sites([PRIMARY]) == {}
