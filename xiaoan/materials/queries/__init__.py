"""Reading materials. What other apps ask: titles, one by its code, and what is public."""

from xiaoan.materials.queries.library import (
    Held,
    all_in_force,
    drafts,
    newest,
    newest_of,
    open_material,
    version,
    versions,
    views,
)
from xiaoan.materials.queries.public import (
    PublicMaterial,
    PublicSection,
    address,
    public,
    titles,
)

# The duty of looking at a material again.
REVIEW = "materials.review"

__all__ = [
    "REVIEW",
    "Held",
    "PublicMaterial",
    "PublicSection",
    "address",
    "all_in_force",
    "drafts",
    "newest",
    "newest_of",
    "open_material",
    "public",
    "titles",
    "version",
    "versions",
    "views",
]
