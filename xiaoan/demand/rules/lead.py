"""How long an item takes to come (data/demand-cn.toml)."""

from xiaoan.demand.rules.settings import RAW


def lead_days(item: str) -> int:
    """Days from asking until the goods are there."""
    lead = RAW["lead"]
    return int(lead["item"].get(item, lead["days"]))
