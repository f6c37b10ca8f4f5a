"""How schools stand at the gate: reckoned now (gates), as kept for the board (board), said and decided
(course)."""

# Kinds of duties (duty_kinds).
MEND = "readiness.mend"
RECHECK = "readiness.recheck"
BROKEN = "readiness.broken"
