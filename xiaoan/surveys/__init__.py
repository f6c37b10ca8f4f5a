"""Survey rounds, and the state of every person: who, where, how, as of when."""
