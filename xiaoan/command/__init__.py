"""Who leads and who stands watch: leadership groups, the duty roster, who is in command now."""
