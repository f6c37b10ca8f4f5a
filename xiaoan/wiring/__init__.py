"""The whole map of who listens to what. Nothing is decided here.

Fact → who hears it, in the same transaction; what waits for a decision, and kinds of duties → who
shows them; rows about a pupil → who has them follow the class. Who comes first is heard first.
"""

from xiaoan.wiring import (
    analysis,
    answering,
    arrivals,
    briefings,
    campus,
    clearances,
    clusters,
    counselling,
    dailyreports,
    delivery,
    drills,
    dropout,
    enquiries,
    goods,
    health,
    homework,
    indicators,
    learning,
    lessons,
    materials,
    notices,
    outreach,
    people,
    platforms,
    publicity,
    readiness,
    returns,
    rumours,
    schoolplans,
    simulations,
    situation,
    stories,
)


def connect() -> None:
    for part in (
        people, health, clusters, answering, goods, delivery, enquiries, rumours, materials, stories,
        publicity, notices, outreach, lessons, platforms, homework, counselling, learning, dropout,
        campus, schoolplans, clearances, drills, simulations, arrivals, readiness,
        indicators, situation, returns, analysis, dailyreports, briefings,
    ):  # fmt: skip
        part.connect()
