"""Directives (督办): registered, issued as tasks, acknowledged, carried out, checked, closed; circulars."""
