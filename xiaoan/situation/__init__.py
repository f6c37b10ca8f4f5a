"""The board of each level and role, the big screen and its map."""
