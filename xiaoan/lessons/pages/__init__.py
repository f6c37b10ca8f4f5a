"""Pages of online lessons."""
