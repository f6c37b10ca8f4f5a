"""Passkeys (WebAuthn): asked for and checked by py_webauthn; only the public key is kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import webauthn
from django.conf import settings
from django.utils.translation import gettext as _
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from xiaoan.accounts import queries, rules
from xiaoan.accounts.models import Factor, User
from xiaoan.accounts.services import factors, throttling
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7


@dataclass(frozen=True)
class Asked:
    """What the browser is asked (JSON), and the challenge that its answer must hold."""

    options: str
    challenge: bytes


@dataclass(frozen=True)
class Answer:
    """What the browser answered, to which challenge, from which origin (scheme://host:port)."""

    credential: dict[str, Any]
    challenge: bytes
    origin: str


def ask_new(actor: Actor) -> Asked:
    """Ask the browser to make a passkey for this account, not one it has already."""
    user = User.objects.get(pk=queries.user_id(actor))
    made = webauthn.generate_registration_options(
        rp_id=settings.XIAOAN_PASSKEY_HOST, rp_name=_("校安"), user_name=user.login,
        user_id=user.pk.bytes, user_display_name=user.name, exclude_credentials=_known(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )  # fmt: skip
    return Asked(webauthn.options_to_json(made), made.challenge)


def add(actor: Actor, answer: Answer, device: str) -> UUID:
    """Keep a new passkey."""
    user = User.objects.select_for_update().get(pk=queries.user_id(actor))
    try:
        proven = webauthn.verify_registration_response(
            credential=answer.credential, expected_challenge=answer.challenge,
            expected_rp_id=settings.XIAOAN_PASSKEY_HOST, expected_origin=answer.origin,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        raise _refused() from None
    held = Factor.objects.filter(user=user)
    if held.count() >= rules.MOST_FACTORS:
        raise Invalid(_("最多 6 种验证方式,请先移除不用的。"))
    if held.filter(credential_id=proven.credential_id).exists():
        raise Invalid(_("这个通行密钥已经登记过。"))
    now = clock.now()
    row = Factor.objects.create(
        id=uuid7(), user=user, school_id=user.school_id, unit_no=user.unit_no, kind="passkey",
        device=rules.device_words(device), credential_id=proven.credential_id,
        public_key=proven.credential_public_key, sign_count=proven.sign_count, created_at=now,
        confirmed_at=now,
    )  # fmt: skip
    factors.added(actor, user, row)
    return row.pk


def ask(actor: Actor) -> Asked:
    """Ask the browser to prove one of the account's passkeys."""
    user = User.objects.get(pk=queries.user_id(actor))
    made = webauthn.generate_authentication_options(
        rp_id=settings.XIAOAN_PASSKEY_HOST, allow_credentials=_known(user)
    )
    return Asked(webauthn.options_to_json(made), made.challenge)


def prove(actor: Actor, answer: Answer, device: str) -> bool:
    """The answer is of one of the account's passkeys; the signature counter never goes back."""
    user = User.objects.select_for_update().get(pk=queries.user_id(actor))
    counted = throttling.key("code", user.pk, device)
    if not throttling.take(counted, rules.CODE_LIMIT):
        raise throttling.paused()
    row = _row_of(user, answer.credential)
    if row is None:
        return False
    try:
        proven = webauthn.verify_authentication_response(
            credential=answer.credential, expected_challenge=answer.challenge,
            expected_rp_id=settings.XIAOAN_PASSKEY_HOST, expected_origin=answer.origin,
            credential_public_key=bytes(row.public_key or b""),
            credential_current_sign_count=row.sign_count,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        return False
    throttling.forget(counted)
    mine = Factor.objects.filter(pk=row.pk)
    mine.update(sign_count=proven.new_sign_count, used_at=clock.now())
    return True


def _row_of(user: User, credential: dict[str, Any]) -> Factor | None:
    try:
        wanted = base64url_to_bytes(str(credential.get("id", "")))
    except ValueError:
        return None
    return Factor.objects.filter(user=user, kind="passkey", credential_id=wanted).first()


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    rows = Factor.objects.filter(user=user, kind="passkey").order_by("created_at")
    return [
        PublicKeyCredentialDescriptor(id=bytes(credential))
        for credential in rows.values_list("credential_id", flat=True)
        if credential is not None
    ]


def _refused() -> Invalid:
    return Invalid(_("没有成功登记通行密钥。请再试一次,或改用验证器。"))
