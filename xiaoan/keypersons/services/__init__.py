"""Writing key persons: opening, following up, isolating, releasing, returns announced ahead."""

from xiaoan.keypersons.services.opening import NewKeyPerson, Opened, open_key_person

__all__ = ["NewKeyPerson", "Opened", "open_key_person"]
