"""Which figures a way of doing it has: water has no strength, heat nothing to rinse, a window no agent."""

from collections.abc import Mapping

from xiaoan.hygiene.rules.pack import AGENTS

WAYS = ("chemical", "heat", "uv", "water", "air")
_ALL_WET = ("chemical", "heat", "uv", "water")
# Figure of a record → ways that have it. What is not named here every way has.
FITS: Mapping[str, tuple[str, ...]] = {
    "agent": _ALL_WET, "minutes": ("air",), "contact": ("chemical", "heat", "uv"),
    "present": ("chemical", "uv"),
    **dict.fromkeys(
        (
            "strength", "item", "quantity", "stock_ml", "tablets", "stock_strength", "mixed_ml",
            "used_ml", "batch", "rinsed", "target", "weather",
        ),
        ("chemical",),
    ),
}  # fmt: skip


def way_of(method: str, agent: str) -> str:
    """The way of a method with an agent; of what is unknown the one that has most figures."""
    for way, is_so in (
        ("air", method == "ventilate"), ("heat", "heat" in (method, agent)), ("uv", "uv" in (method, agent)),
    ):  # fmt: skip
        if is_so:
            return way
    known = AGENTS.get(agent)
    return "chemical" if known is None or known.unit else "water"


def fits(name: str, way: str) -> bool:
    return way in FITS.get(name, WAYS)
