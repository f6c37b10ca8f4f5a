"""Tables of duties."""

from xiaoan.duties.models.answering import Answering
from xiaoan.duties.models.duties import Duty, Naming, Step
from xiaoan.duties.models.force import Override, Response
from xiaoan.duties.models.handing import Asking, Deputising

__all__ = ["Answering", "Asking", "Deputising", "Duty", "Naming", "Override", "Response", "Step"]
