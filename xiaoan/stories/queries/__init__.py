"""Reading stories. What the public page asks: those that are published, and their pictures."""

from xiaoan.stories.queries.published import PublicStory, public, public_photo

__all__ = ["PublicStory", "public", "public_photo"]
