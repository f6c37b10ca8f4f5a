"""What a second person may find, and how they may have looked."""

RESULTS = ("true", "untrue", "unclear")
# There, by test strip, by asking, by photos.
HOWS = ("site", "strip", "asked", "photos")
