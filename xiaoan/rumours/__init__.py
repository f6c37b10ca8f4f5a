"""The rumour desk (谣言核查): reported, put together, checked with sources, answered in public and to
whoever asked."""
