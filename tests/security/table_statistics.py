"""The access table of the watch list."""

from tests.security.rows import ALL, Row, id_row

STATISTICS_ROWS = (
    Row("outbreaks/watch/", "GET", "/outbreaks/watch/", "222222nnnnnn", "222222nnnnnn", "snsn"),
    id_row(
        "outbreaks/watch/<uuid:signal_id>/", "/outbreaks/watch/{unusual}/", "222222nnnnnn", ALL, "snsn"
    ),
    # Without a reason it is not laid aside: back to the page, which says so.
    id_row(
        "outbreaks/watch/<uuid:signal_id>/dismiss/", "/outbreaks/watch/{unusual}/dismiss/",
        "f3f33fnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(
        "investigations/from-signal/<uuid:signal_id>/", "/investigations/from-signal/{unusual}/",
        "f3f33fnnnnnn", ALL, "snsn", method="POST",
    ),
)  # fmt: skip
