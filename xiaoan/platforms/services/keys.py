"""Public keys that an administrator pasted: a JWK set, one JWK, or PEM. Nothing is fetched."""

import json
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils.translation import gettext as _
from jwt import PyJWK
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.exceptions import InvalidKeyError, PyJWKError

# What LTI 1.3 asks for (RS256), and what platforms sign with besides.
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384")
_PARTS = ("kty", "kid", "n", "e", "crv", "x", "y")
_LONGEST, _MOST, _BITS = 20_000, 10, 2048


def read(text: str) -> tuple[list[dict[str, Any]], str]:
    """The keys as JWKs without anything private, or why not (a sentence, else "")."""
    said = text.strip()
    if not said:
        return [], _("请粘贴平台的公钥:JWKS(JSON)或 PEM。")
    if len(said) > _LONGEST:
        return [], _("公钥太长了。请只粘贴 JWKS(JSON)或 PEM 公钥。")
    if "PRIVATE KEY" in said:
        return [], _("这是私钥,不要给任何人。请粘贴公钥,并请平台换一把新钥匙。")
    return _of_pem(said) if said.startswith("-----BEGIN") else _of_json(said)


def _of_pem(text: str) -> tuple[list[dict[str, Any]], str]:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        return [], _("看不懂这把 PEM 公钥。请从 -----BEGIN PUBLIC KEY----- 起完整粘贴。")
    if isinstance(key, rsa.RSAPublicKey):
        return _checked([RSAAlgorithm.to_jwk(key, as_dict=True)])
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _checked([ECAlgorithm.to_jwk(key, as_dict=True)])
    return [], _weak()


def _of_json(text: str) -> tuple[list[dict[str, Any]], str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return [], _("看不懂这段 JSON。请完整粘贴平台的 JWKS。")
    rows = found.get("keys", [found]) if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        return [], _("看不懂这段 JSON。请完整粘贴平台的 JWKS。")
    if any("d" in one or "k" in one for one in rows):
        return [], _("这是私钥,不要给任何人。请粘贴公钥,并请平台换一把新钥匙。")
    return _checked([one for one in rows if one.get("use", "sig") == "sig"])


def _checked(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    if not 0 < len(rows) <= _MOST:
        return [], _("要有 1 到 10 把签名用的公钥。")
    kept = []
    for row in rows:
        try:
            key = PyJWK(row, algorithm=_algorithm(row)).key
        except (PyJWKError, InvalidKeyError, ValueError, KeyError, TypeError, AttributeError):
            return [], _weak()
        if not _is_strong(key):
            return [], _weak()
        kept.append(
            {name: row[name] for name in _PARTS if isinstance(row.get(name), str)}
        )  # fmt: skip
    if len(kept) > 1 and len({one.get("kid", "") for one in kept}) < len(kept):
        return [], _("几把公钥的编号(kid)相同或没有。请粘贴平台给的完整 JWKS。")
    return kept, ""


def _algorithm(row: dict[str, Any]) -> str:
    if row.get("kty") == "RSA":
        return "RS256"
    return {"P-256": "ES256", "P-384": "ES384"}[row["crv"]]


def _is_strong(key: Any) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= _BITS
    return isinstance(key, ec.EllipticCurvePublicKey)


def _weak() -> str:
    return _("只收 2048 位以上的 RSA 公钥,或 P-256、P-384 的 EC 公钥。")


def key_for(rows: list[dict[str, Any]], kid: str, algorithm: str) -> Any:
    """The pasted key that a token names, made for its algorithm; None: none. One key without a name serves
    any name."""
    if algorithm not in ALGORITHMS:
        return None
    fits = [one for one in rows if one.get("kid", "") == kid]
    if not fits and len(rows) == 1 and "kid" not in rows[0]:
        fits = rows
    if len(fits) != 1 or (fits[0]["kty"] == "RSA") != algorithm.startswith("RS"):
        return None
    if not algorithm.startswith("RS") and _algorithm(fits[0]) != algorithm:
        return None
    return PyJWK(fits[0], algorithm=algorithm).key
