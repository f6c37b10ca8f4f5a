"""Writing enquiries: asked, answered, passed on, closed, opened again; looks that leave a trace."""

from xiaoan.enquiries.services.acting import Say
from xiaoan.enquiries.services.asking import NewEnquiry, add, ask, reopen
from xiaoan.enquiries.services.looking import see
from xiaoan.enquiries.services.replying import Pass, close, pass_on, reply

__all__ = ["NewEnquiry", "Pass", "Say", "add", "ask", "close", "pass_on", "reopen", "reply", "see"]
