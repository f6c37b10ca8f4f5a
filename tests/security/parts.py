"""What the newer apps put into the county of the access table, each in the order in which it may rest on
another."""

from tests.security.table_analysis import questioned
from tests.security.table_arrivals import arrived
from tests.security.table_counselling import counselled
from tests.security.table_daily import reported
from tests.security.table_drills import drilled
from tests.security.table_outreach import asked_about
from tests.security.table_platforms import connected
from tests.security.table_readiness import at_the_gate
from tests.security.table_returns import wanted
from tests.security.table_schoolplans import planned
from tests.security.table_simulations import simulated

PARTS = (
    asked_about,
    counselled,
    drilled,
    simulated,
    planned,
    arrived,
    at_the_gate,
    questioned,
    reported,
    connected,
    wanted,
)
