"""A platform that sends: known by its secret or by a launch, whatever the running scope."""

from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.scope import everywhere
from xiaoan.platforms.models import Launch, Platform


def platform_of(platform_id: UUID) -> Platform | None:
    """A platform that is not revoked."""
    with everywhere("platforms.senders"):
        return Platform.objects.filter(pk=platform_id, revoked_at=None).first()


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret. 256 random bits need no slow hash: nobody guesses them."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def sender(platform_id: str, secret: str) -> Platform | None:
    """The platform of a user name and secret; None for any other texts."""
    try:
        found = platform_of(UUID(platform_id))
    except ValueError:
        return None
    if found is None or found.secret_hash is None:
        return None
    return found if compare_digest(bytes(found.secret_hash), secret_hash(secret)) else None


def actor_of(platform: Platform) -> Actor:
    """A platform acts inside its own unit, and is nobody: it holds no right of any page."""
    scope = Scope("platform", platform.unit_no, platform.unit_end, frozenset())
    return Actor(user_id=None, name=f"platform-{platform.pk}", scopes=(scope,))


def of_launch(state: bytes) -> Launch | None:
    """The launch of a (hashed) state that has not been used."""
    with everywhere("platforms.senders"):
        return Launch.objects.filter(state=state, used_at=None).first()
