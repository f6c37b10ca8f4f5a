"""Writing stories."""

from xiaoan.stories.services.consenting import Said, consent, lapse, lapse_all
from xiaoan.stories.services.telling import (
    NewStory,
    give_back,
    publish,
    revise,
    submit,
    withdraw,
)

__all__ = [
    "NewStory", "Said", "consent", "give_back", "lapse", "lapse_all", "publish", "revise", "submit",
    "withdraw",
]  # fmt: skip
