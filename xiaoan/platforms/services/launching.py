"""LTI 1.3: a pupil opens a lesson from the platform. Signed by the platform's key, each answer used once; it
marks that the account came and opens nothing here (decisions/0034, 0041)."""

import datetime as dt
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, UUID, uuid5

import jwt
from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.services import throttling
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.platforms.models import Account, Activity, Launch, Platform
from xiaoan.platforms.queries import actor_of, of_launch, platform_of
from xiaoan.platforms.rules.statements import LONGEST_IRI, LONGEST_NAME, LONGEST_TITLE, Said
from xiaoan.platforms.services import keys, taking, tallying

WITHIN = dt.timedelta(minutes=10)
# Clocks of platforms may differ by so much.
_LEEWAY = dt.timedelta(minutes=1)
# Sign-ins begun for one platform: each writes a row before anybody has proved anything.
BEGINNINGS = throttling.Limit(2000, dt.timedelta(minutes=1))
_LARGEST = 32_000
# 256 random bits as text.
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_LEARNER = ("membership#Learner", "person#Student", "person#Learner")


class Refused(Invalid):
    """A launch that is not taken: nothing of it is kept."""


@dataclass(frozen=True)
class Begun:
    """What a launch came to. `known`: the account is a pupil's; `placed`: and the lesson is known."""

    platform: str
    known: bool
    placed: bool


def browser_key(held: str) -> str:
    """What tells one browser from another: what it holds already, if it is of our shape, else a new one."""
    return held if _KEY.fullmatch(held) else secrets.token_urlsafe(32)


def begin(platform_id: UUID, said: Mapping[str, str], back: str, browser: str) -> str:
    """The platform asks for a sign-in: the address to send the browser to, always the one that its
    administrator wrote down. `back`: our launch address; `browser`: what this browser holds (`browser_key`),
    without which the answer is not taken."""
    platform = _ready(platform_id)
    if said.get("iss", "") != platform.issuer:
        raise Refused(_("平台的 issuer 与登记的不同。请管理员核对。"), {"iss": "other"})
    client = said.get("client_id", "") or platform.client_id
    if client != platform.client_id:
        raise Refused(_("平台给的 client_id 与登记的不同。请管理员核对。"), {"client_id": "other"})
    hint = said.get("login_hint", "")
    if not hint or len(hint) > LONGEST_IRI:
        raise Refused(_("平台没有给 login_hint。请从平台里重新打开。"), {"login_hint": "missing"})
    if not throttling.take(throttling.key("platforms.launch", platform.pk, ""), BEGINNINGS):
        raise tallying.TooMany(_("打开的人太多。请一分钟后再试。"))
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    enter(actor_of(platform))
    Launch.objects.create(
        platform_id=platform.pk, school_id=platform.school_id, unit_no=platform.unit_no,
        state=_hashed(state, browser), nonce=nonce, at=clock.now(),
    )  # fmt: skip
    asked = {
        "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
        "client_id": platform.client_id, "redirect_uri": back, "login_hint": hint, "state": state,
        "nonce": nonce,
    }  # fmt: skip
    if message := said.get("lti_message_hint", ""):
        asked["lti_message_hint"] = message[:2000]
    parts = urlsplit(platform.sign_in)
    query = f"{parts.query}&{urlencode(asked)}" if parts.query else urlencode(asked)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _hashed(state: str, browser: str) -> bytes:
    """A state is found by whoever began it alone: of another browser it is as if it had never been."""
    return sha256(f"{browser}|{state}".encode("utf-8", "surrogatepass")).digest()


def _ready(platform_id: UUID) -> Platform:
    platform = platform_of(platform_id)
    if platform is None or not platform.keys:
        raise NotFound
    return platform


def launch(state: str, token: str, browser: str) -> Begun:
    """The answer of the platform's sign-in, in the browser that began it. Refused: with a sentence, and
    nothing is kept of it but that one was."""
    under_way = of_launch(_hashed(state, browser)) if _KEY.fullmatch(browser) else None
    if under_way is None:
        raise Refused(
            _(
                "这次打开不是从这个浏览器开始的,或已经用过。"
                "请从平台里重新打开;还是不行,请在浏览器里允许本网站的 Cookie。"
            ),
            {"state": "unknown"},
        )
    platform = _ready(under_way.platform_id)
    if clock.now() - under_way.at > WITHIN:
        raise Refused(_("打开用了太久(超过 10 分钟)。请从平台里重新打开。"), {"state": "late"})
    actor = actor_of(platform)
    enter(actor)
    try:
        with transaction.atomic():
            claims = _verified(platform, token)
            _check(platform, under_way, claims)
            return _used(actor, platform, under_way, claims)
    except Refused as refused:
        tallying.add(platform, refused=1, fault=str(refused))
        raise


def _used(actor: Actor, platform: Platform, under_way: Launch, claims: Mapping[str, Any]) -> Begun:
    """The launch is used up, in one statement: of two answers at once one gets through."""
    used = Launch.objects.filter(pk=under_way.pk, used_at=None).update(used_at=clock.now())
    if not used:
        raise Refused(_("这次打开已经用过。请从平台里重新打开。"), {"nonce": "used"})
    return _taken(actor, platform, under_way, claims)


def _verified(platform: Platform, token: str) -> dict[str, Any]:
    """The claims of a token whose signature is one of the pasted keys; of times `_check` judges."""
    wrong = Refused(_("平台的签名不对。请管理员核对公钥。"), {"id_token": "signature"})
    if not token or len(token) > _LARGEST:
        raise wrong
    try:
        head = jwt.get_unverified_header(token)
        algorithm, kid = head.get("alg", ""), head.get("kid", "")
        key = keys.key_for(platform.keys, str(kid), str(algorithm))
        if key is None:
            raise wrong
        options: Any = {
            "verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False,
            "require": ["iss", "aud", "exp", "iat", "nonce", "sub"],
        }  # fmt: skip
        found: dict[str, Any] = jwt.decode(token, key, algorithms=[algorithm], options=options)
    except jwt.MissingRequiredClaimError as error:
        raise Refused(
            _("平台给的令牌缺少 %(name)s。请管理员核对平台设置。") % {"name": error.claim},
            {"id_token": error.claim},
        ) from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise wrong from None
    return found


def _check(platform: Platform, under_way: Launch, claims: Mapping[str, Any]) -> None:
    """Issuer, audience, times, nonce, deployment, kind of message: Refused says which."""
    if claims["iss"] != platform.issuer:
        raise Refused(_("令牌的 issuer 与登记的不同。"), {"id_token": "iss"})
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if platform.client_id not in audience or (
        len(audience) > 1 and claims.get("azp") != platform.client_id
    ):
        raise Refused(_("令牌不是给本系统的(aud)。"), {"id_token": "aud"})
    _check_times(claims)
    if not isinstance(claims["nonce"], str) or not secrets.compare_digest(
        claims["nonce"].encode(), under_way.nonce.encode()
    ):
        raise Refused(_("令牌的 nonce 不是这一次的。请从平台里重新打开。"), {"id_token": "nonce"})
    if claims.get(f"{_CLAIM}deployment_id") not in platform.deployments:
        raise Refused(_("这个部署编号(deployment_id)没有登记。"), {"id_token": "deployment_id"})
    if (claims.get(f"{_CLAIM}message_type"), claims.get(f"{_CLAIM}version")) != (
        "LtiResourceLinkRequest", "1.3.0",
    ):  # fmt: skip
        raise Refused(
            _("只接受 LTI 1.3 的资源链接(LtiResourceLinkRequest)。"), {"id_token": "message"}
        )
    roles = claims.get(f"{_CLAIM}roles")
    if not isinstance(roles, list) or not any(str(one).endswith(_LEARNER) for one in roles):
        raise Refused(
            _("不是学生打开的,没有记。老师请用自己的账号登录本系统。"), {"id_token": "roles"}
        )


def _check_times(claims: Mapping[str, Any]) -> None:
    now = clock.now()
    try:
        issued, expires = (
            dt.datetime.fromtimestamp(claims[name], clock.ZONE) for name in ("iat", "exp")
        )
        begins = dt.datetime.fromtimestamp(claims.get("nbf", claims["iat"]), clock.ZONE)
    except (TypeError, ValueError, OverflowError, OSError):
        raise Refused(_("令牌里的时间看不懂。"), {"id_token": "times"}) from None
    if expires <= now - _LEEWAY or issued < now - WITHIN - _LEEWAY:
        raise Refused(_("令牌已过期。请从平台里重新打开。"), {"id_token": "exp"})
    if max(issued, begins) > now + _LEEWAY:
        raise Refused(_("令牌的时间在将来。请平台管理员校准时钟。"), {"id_token": "iat"})


def _taken(actor: Actor, platform: Platform, under_way: Launch, claims: Mapping[str, Any]) -> Begun:
    said = _said(platform, under_way, claims)
    taking.take(actor, platform, [said], launch=True)
    account = Account.objects.filter(platform_id=platform.pk, key=said.account).first()
    activity = Activity.objects.filter(platform_id=platform.pk, iri=said.activity).first()
    known = account is not None and account.person_id is not None
    placed = said.lesson is not None or (activity is not None and activity.settled_at is not None)
    return Begun(platform.name, known, placed)


def _said(platform: Platform, under_way: Launch, claims: Mapping[str, Any]) -> Said:
    """A launch as a statement: the account came. Its id is of the sign-in, so that it is there once."""
    link = claims.get(f"{_CLAIM}resource_link")
    link_id = link.get("id") if isinstance(link, dict) else None
    sub = claims["sub"]
    for name, text in (("resource_link", link_id), ("sub", sub)):
        if not isinstance(text, str) or not 0 < len(text) <= 255 or not text.isprintable():
            raise Refused(
                _("平台给的令牌缺少 %(name)s。请管理员核对平台设置。") % {"name": name},
                {"id_token": name},
            )
    deployment = str(claims[f"{_CLAIM}deployment_id"])
    activity = f"lti:{platform.issuer}|{deployment}|{link_id}"
    account = f"lti|{platform.issuer}|{sub}"
    title = link.get("title", "") if isinstance(link, dict) else ""
    shown = claims.get("name", "")
    body = json.dumps([account, activity, under_way.pk.hex])
    return Said(
        uuid5(NAMESPACE_URL, f"launch:{under_way.pk}"), "in", account, _number(claims) or str(sub),
        _plain(shown, LONGEST_NAME), activity, _plain(title, LONGEST_TITLE), clock.now(), None,
        _lesson(claims), None, sha256(body.encode()).digest(),
    )  # fmt: skip


def _number(claims: Mapping[str, Any]) -> str:
    """The pupil number, as far as the platform gives it: a claim of LIS, or a custom one."""
    lis, custom = claims.get(f"{_CLAIM}lis"), claims.get(f"{_CLAIM}custom")
    given = [lis.get("person_sourcedid")] if isinstance(lis, dict) else []
    given += (
        [custom.get(name) for name in ("student_number", "xuehao")]
        if isinstance(custom, dict)
        else []
    )
    return next((text for one in given if (text := _plain(one, LONGEST_NAME))), "")


def _lesson(claims: Mapping[str, Any]) -> UUID | None:
    custom = claims.get(f"{_CLAIM}custom")
    try:
        return UUID(custom["xiaoan_lesson"]) if isinstance(custom, dict) else None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _plain(found: object, longest: int) -> str:
    return (
        "".join(one for one in found if one.isprintable()).strip()[:longest]
        if isinstance(found, str)
        else ""
    )


def forget(actor: Actor) -> int:
    """Launches of yesterday; those that were used count by their statement."""
    gone, _each = Launch.objects.filter(at__lt=clock.now() - dt.timedelta(days=1)).delete()
    return gone
