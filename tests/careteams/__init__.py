"""Care teams."""
