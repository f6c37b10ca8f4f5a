"""The shape of what comes in about people and places."""
