"""Writing key persons: opening, following up, isolating, releasing, returns announced ahead."""

from xiaoan.keypersons.rules import FIRST_HOUR
from xiaoan.keypersons.services.carers import default_carers
from xiaoan.keypersons.services.carrying import carry_over
from xiaoan.keypersons.services.changing import assign, extend, set_whereabouts
from xiaoan.keypersons.services.choosing import choose_pack
from xiaoan.keypersons.services.day import open_day
from xiaoan.keypersons.services.following import Followed, NewFollowUp, follow_up
from xiaoan.keypersons.services.isolating import NewIsolation, end_isolation, isolate
from xiaoan.keypersons.services.opening import NewKeyPerson, Opened, open_key_person
from xiaoan.keypersons.services.papers import NewPaper
from xiaoan.keypersons.services.releasing import BATCH, NewRelease, expire, release, withdraw
from xiaoan.keypersons.services.travelling import (
    NewTravel,
    announce,
    arrived,
    not_arrived,
    withdraw_travel,
)

__all__ = [
    "BATCH",
    "FIRST_HOUR",
    "Followed",
    "NewFollowUp",
    "NewIsolation",
    "NewKeyPerson",
    "NewPaper",
    "NewRelease",
    "NewTravel",
    "Opened",
    "announce",
    "arrived",
    "assign",
    "carry_over",
    "choose_pack",
    "default_carers",
    "end_isolation",
    "expire",
    "extend",
    "follow_up",
    "isolate",
    "not_arrived",
    "open_day",
    "open_key_person",
    "release",
    "set_whereabouts",
    "withdraw",
    "withdraw_travel",
]
