"""A learning platform that signs launches, as LTI 1.3 has it: a key pair of its own, claims, a browser."""

import json
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from tests.platforms.sending import Sender, inside
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.platforms import services

ISSUER, CLIENT, DEPLOYMENT = "https://lms.example.cn", "xiaoan-1", "d-1"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LOGIN, LAUNCH = "/platforms/lti/{}/login/", "/platforms/lti/launch/"
# Which browser began a sign-in, by the state it was given.
_BEGUN: dict[str, Client] = {}


def pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def jwks(key: rsa.RSAPrivateKey = KEY, kid: str = "k1") -> str:
    row = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return json.dumps({"keys": [{**row, "kid": kid, "alg": "RS256", "use": "sig"}]})


def given(**more: str) -> services.NewLaunches:
    told = {
        "issuer": ISSUER, "client_id": CLIENT, "deployments": f"{DEPLOYMENT}\nd-2",
        "sign_in": "https://lms.example.cn/auth?x=1", "keys": jwks(),
    }  # fmt: skip
    return services.NewLaunches(**{**told, **more})


class Lms(Sender):
    """A platform that is set up for launches, and the browser of a pupil in it."""

    def __init__(self, keeper: Actor, **more: Any) -> None:
        super().__init__(keeper, **more)
        with inside(keeper):
            services.set_launches(keeper, self.pk, given())

    def login(
        self, method: str = "get", browser: Client | None = None, /, **more: str
    ) -> HttpResponse:
        said = {
            "iss": ISSUER, "login_hint": "h1", "target_link_uri": "https://x", "client_id": CLIENT, **more,
        }  # fmt: skip
        browser = browser or Client(enforce_csrf_checks=True)
        send: Any = getattr(browser, method)
        found = cast("HttpResponse", send(LOGIN.format(self.pk), said))
        for state in parse_qs(urlsplit(found.headers.get("Location", "")).query).get("state", []):
            _BEGUN[state] = browser
        return found

    def asked(self, browser: Client | None = None) -> dict[str, str]:
        """What our sign-in asks the platform for."""
        answer = self.login("get", browser)
        assert answer.status_code == 302, answer.content.decode()
        return {
            name: found[0] for name, found in parse_qs(urlsplit(answer["Location"]).query).items()
        }

    def claims(self, nonce: str, sub: str = "u-1", /, **more: Any) -> dict[str, Any]:
        now = int(clock.now().timestamp())
        told = {
            "iss": ISSUER, "aud": CLIENT, "sub": sub, "nonce": nonce, "iat": now, "exp": now + 300,
            "name": f"昵称{sub}",
            f"{CLAIM}deployment_id": DEPLOYMENT, f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0", f"{CLAIM}roles": [LEARNER],
            f"{CLAIM}resource_link": {"id": "r-1", "title": "语文直播"}, **more,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}


def sign(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256", kid: str = "k1") -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def answer(state: str, token: str, browser: Client | None = None, **more: str) -> HttpResponse:
    """The platform's page posts to us, from its own site: without a session or a token of ours, from the
    browser that began it unless another is given."""
    browser = browser or _BEGUN.get(state) or Client(enforce_csrf_checks=True)
    post: Any = browser.post
    return cast("HttpResponse", post(LAUNCH, {"state": state, "id_token": token, **more}))
