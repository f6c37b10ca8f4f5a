"""The whole map of who listens to what. Nothing is decided here.

Fact → who hears it, in the same transaction; what waits for a decision, and kinds of duties → who
shows them; rows about a pupil → who has them follow the class. Who comes first is heard first.
"""

from xiaoan.wiring import (
    answering,
    arrivals,
    campus,
    clearances,
    clusters,
    counselling,
    delivery,
    drills,
    dropout,
    enquiries,
    goods,
    health,
    homework,
    learning,
    lessons,
    materials,
    notices,
    outreach,
    people,
    platforms,
    publicity,
    readiness,
    rumours,
    schoolplans,
    simulations,
    stories,
)


def connect() -> None:
    for part in (
        people, health, clusters, answering, goods, delivery, enquiries, rumours, materials, stories,
        publicity, notices, outreach, lessons, platforms, homework, counselling, learning, dropout,
        campus, schoolplans, clearances, drills, simulations, arrivals, readiness,
    ):  # fmt: skip
        part.connect()
