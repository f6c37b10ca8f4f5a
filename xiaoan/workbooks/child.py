"""The process that opens the file: `python -m xiaoan.workbooks.child`, started by `reading`.

The file is its standard input, frames are its standard output, the words it is given are one argument
of JSON. It takes its limits upon itself before it looks at the first byte. Whatever happens to it, the
parent gives an answer.
"""

import gc
import json
import os
import resource
import sys
from collections.abc import Collection, Iterable, Mapping
from typing import Any, BinaryIO

from xiaoan.workbooks import frames
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import SELDOM, Limits

_BATCH = 1 << 17
# Beside the parts themselves: the archive's own words.
_FILE_SLACK = 1 << 20


def main() -> None:
    told = json.loads(sys.argv[1])
    limits = Limits(**told["limits"])
    restrict(limits)
    gc.set_threshold(SELDOM)
    out = only_output()
    code, values = _try(out, limits, told["heads"], loose=told["loose"])
    if code:
        frames.write(out, frames.REFUSAL, json.dumps({"code": code, "values": values}))
    else:
        frames.write(out, frames.END, json.dumps(values))
    out.flush()
    # Nothing is tidied up: a library that has read a hostile file is not asked to do more.
    os._exit(0)


def restrict(limits: Limits) -> None:
    """No more memory, time and disk than allowed, no further processes, no picture of the memory."""
    most = {
        resource.RLIMIT_AS: limits.memory_bytes,
        # A second more before it is killed, so that the signal tells the cause.
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_FSIZE: limits.unpacked_bytes + _FILE_SLACK,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, soft in most.items():
        _, hard = resource.getrlimit(kind)
        grace = soft + (kind == resource.RLIMIT_CPU)
        ceiling = grace if hard == resource.RLIM_INFINITY else min(grace, hard)
        resource.setrlimit(kind, (min(soft, ceiling), ceiling))


def only_output() -> BinaryIO:
    """What frames are written to; a library that prints does not get between them."""
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return out


def _try(
    out: BinaryIO, limits: Limits, heads: Collection[str], *, loose: bool
) -> tuple[str, Mapping[str, Any]]:
    """Read and send; the code and values of a refusal, else no code and what there is to say at the end."""
    try:
        return "", _send(out, limits, heads, any_shape=loose)
    except Refused as refused:
        return refused.code, refused.values
    except MemoryError:
        return "too_much_memory", {"limit": limits.memory_bytes}
    except Exception as error:
        return "reader_failed", {"error": type(error).__name__}
    except BaseException as error:
        # What Rust calls a panic comes as neither a refusal nor an Exception.
        if type(error).__name__ == "PanicException":
            return "damaged", {}
        raise


def _send(
    out: BinaryIO, limits: Limits, heads: Collection[str], *, any_shape: bool
) -> Mapping[str, Any]:
    from xiaoan.workbooks import loose, opening, table  # noqa: PLC0415  # here, so that their memory counts too

    if any_shape:
        kind, sources = opening.open_all(sys.stdin.buffer, limits, heads)
        source, header, lines = loose.split(sources, limits, heads)
    else:
        kind, source = opening.open_source(sys.stdin.buffer, limits, heads)
        header, lines = table.split(source, limits, heads)
    head = {
        "kind": kind,
        "name": source.name,
        "columns": header.columns,
        "encoding": source.encoding,
        "header_row": header.row,
    }
    frames.write(out, frames.HEAD, json.dumps(head))
    out.flush()
    rows = _send_lines(out, lines)
    return {"rows": rows, "notes": source.notes(header.row)}


def _send_lines(out: BinaryIO, lines: Iterable[str]) -> int:
    batch: list[str] = []
    size = count = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        count += 1
        if size > _BATCH:
            frames.write(out, frames.ROWS, frames.ROW.join(batch))
            batch, size = [], 0
    if batch:
        frames.write(out, frames.ROWS, frames.ROW.join(batch))
    return count


if __name__ == "__main__":
    main()
