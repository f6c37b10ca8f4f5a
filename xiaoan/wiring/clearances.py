"""返校审核: what keeps a pupil away follows whatever it rests on."""

from xiaoan.clearances import tasks
from xiaoan.clearances.queries.duty_kinds import FOLLOW
from xiaoan.clearances.queries.waiting import OWN, TO_DECIDE
from xiaoan.directory.services import holding
from xiaoan.duties import events as duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.illness import events as illness
from xiaoan.investigations import events as investigations
from xiaoan.journal.services import hear
from xiaoan.keypersons import events as keypersons
from xiaoan.surveys import events as surveys
from xiaoan.web import waiting

_RESTS_ON = (
    illness.IllnessesOpened, illness.StepTaken, illness.LateDecided,
    keypersons.KeyPersonOpened, keypersons.KeyPersonChanged, keypersons.IsolationBegun,
    keypersons.IsolationsEnded, keypersons.KeyPersonsReleased, keypersons.KeyPersonsExpired,
    keypersons.KeyPersonWithdrawn, keypersons.KeyPersonMoved, surveys.AnswerGiven, surveys.AnswersGiven,
    surveys.AnswerSettled, surveys.AnswersImported, surveys.AnswersCleared, surveys.RoundClosed,
    investigations.ContactsDrawn, investigations.ContactsRetimed, investigations.ContactsReleased,
    investigations.ContactsEnded, investigations.ContactsBack, investigations.ContactMoved,
    investigations.ContactsFellIll,
)  # fmt: skip


def connect() -> None:
    for table in ("ground", "paper", "override", "contact"):
        holding.have_follow(f"clearances_{table}")
    for fact in _RESTS_ON:
        hear(fact, tasks.on_change)
    # Another pack, another table of exclusion: everybody is looked at anew.
    hear(keypersons.PackSet, tasks.on_pack)
    hear(illness.SettingChanged, tasks.on_pack)
    # Whether two papers come first is a number of the catalogue, and of the level in force.
    hear(duties.ValuesSet, tasks.on_pack)
    hear(duties.LevelDecided, tasks.on_pack)
    waiting.connect(TO_DECIDE)
    waiting.connect(OWN)
    duty_kinds.connect(FOLLOW)
