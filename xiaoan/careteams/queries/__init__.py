"""Care teams: which roles there are, who looks after whom, who has nobody, whom one looks after."""

# The kind of the duty to arrange for who has no carer (duty_kinds).
REARRANGE = "careteams.rearrange"
