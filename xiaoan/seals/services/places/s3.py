"""An S3-compatible store: one signed PUT (AWS Signature Version 4), path style."""

import datetime as dt
import hmac
from hashlib import sha256
from urllib.parse import quote

from xiaoan.seals.rules.places import Address
from xiaoan.seals.services.carrying import Batch
from xiaoan.seals.services.places import webdav

_USUAL_REGION = "us-east-1"


def send(place: Address, batch: Batch) -> None:
    """PUT bucket/prefix/day/file; `region=` in the address where the store wants one."""
    path = quote(f"{place.path.rstrip('/')}/{batch.folder}/{batch.name}")
    port = f":{place.url.port}" if place.url.port else ""
    # The instant is checked by the store's clock, so it is not the demonstration's.
    now = dt.datetime.now(dt.UTC)
    headers = {
        "Host": f"{place.url.hostname}{port}",
        "x-amz-content-sha256": sha256(batch.content).hexdigest(),
        "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
    }
    region = place.option("region", _USUAL_REGION)
    headers["Authorization"] = authorization(place, "PUT", path, headers, region)
    headers |= {"Content-Type": "application/x-ndjson", "If-None-Match": "*"}
    webdav.judged(*webdav.ask(place, "PUT", path, batch.content, headers))


def authorization(
    place: Address, method: str, path: str, headers: dict[str, str], region: str
) -> str:
    """The header that signs `headers`, for a request without query."""
    lower = {name.lower(): value.strip() for name, value in sorted(headers.items())}
    names = ";".join(sorted(lower))
    lines = "".join(f"{name}:{lower[name]}\n" for name in sorted(lower))
    asked = "\n".join([method, path, "", lines, names, lower["x-amz-content-sha256"]])
    stamp = lower["x-amz-date"]
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, sha256(asked.encode()).hexdigest()])
    key = f"AWS4{place.password}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    return (
        f"AWS4-HMAC-SHA256 Credential={place.user}/{scope},SignedHeaders={names},"
        f"Signature={signature}"
    )
