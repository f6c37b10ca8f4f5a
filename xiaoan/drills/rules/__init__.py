"""Pure decisions about drills: what may follow what, what a run came to."""

FORMS = ("live", "tabletop")
STATES = ("planned", "running", "held", "closed", "cancelled")
VERDICTS = ("passed", "again")
ACTS = (
    "plan", "move", "cancel", "begin", "done", "skip", "undo", "inject", "end", "finding", "conclude",
)  # fmt: skip
# State → act → state afterwards.
MOVES = {
    "planned": {"move": "planned", "cancel": "cancelled", "begin": "running"},
    "running": {
        "done": "running", "skip": "running", "undo": "running", "inject": "running", "end": "held",
        "finding": "running",
    },
    "held": {"finding": "held", "conclude": "closed"},
    "closed": {},
    "cancelled": {},
}  # fmt: skip
LONGEST = 500
MOST_PEOPLE = 20_000
