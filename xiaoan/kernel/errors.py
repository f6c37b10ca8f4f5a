"""How a service refuses. The web turns each into one status code, the command line into exit 1."""


class Refusal(Exception):
    """Base of all refusals; `str(error)` is a sentence for the person who asked."""

    status = 400


class NotFound(Refusal):
    """Not there, or not yours: the two look the same."""

    status = 404


class Forbidden(Refusal):
    """Yours to see, not yours to do."""

    status = 403


class Conflict(Refusal):
    """Somebody was faster; nothing was written."""

    status = 409


class Invalid(Refusal):
    """The input is at fault: `fields` says which field and how to mend it."""

    status = 422

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}
