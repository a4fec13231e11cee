"""The process that renders: HTML in, PDF out (`pdf.py`), one at a time and without network.

Run as `python -m congress.render_worker`.  Talks over standard input and
output in frames: length (8 bytes) and JSON, because the side that reads
foreign text must not be able to make the other side run anything.
"""

from __future__ import annotations

import base64
import json
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

MEMORY = 2 << 30  # bytes of address space; a paper of 200 pages takes a fifth of it


def read_frame(stream: BinaryIO) -> Any:
    """The next frame; raises EOFError at the end of the stream, also in the middle of a frame."""
    return json.loads(_read(stream, struct.unpack(">Q", _read(stream, 8))[0]))


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def write_frame(stream: BinaryIO, value: object) -> None:
    """Write one frame and flush it."""
    data = json.dumps(value).encode()
    stream.write(struct.pack(">Q", len(data)) + data)
    stream.flush()


def serve(source: BinaryIO, target: BinaryIO, draw: Callable[[str, str], tuple[bytes, int]]) -> None:
    """Answer each question with a PDF or a fault, until the other side closes the pipe."""
    while True:
        try:
            asked = read_frame(source)
        except EOFError:
            return
        try:
            answer = _answer(asked, draw)
        except MemoryError:
            answer = {"fault": "memory"}
        except Exception as fault:
            answer = {"fault": f"{type(fault).__name__}: {fault}"[:300]}
        write_frame(target, answer)


def _answer(asked: dict[str, Any], draw: Callable[[str, str], tuple[bytes, int]]) -> dict[str, Any]:
    """What one question asks for: to draw a paper, with PDFs put in, or to look over a PDF."""
    if not asked.keys() & {"look", "appended"}:
        pdf, pages = draw(asked["html"], asked["sheet"])
        return {"pdf": base64.b64encode(pdf).decode(), "pages": pages}
    from congress import appended  # noqa: PLC0415  (few papers need it)

    try:
        if "look" in asked:
            return {"pdf": "", "pages": appended.look(base64.b64decode(asked["look"]))}
        pdf, count = draw(asked["html"], asked["sheet"])
        pdf = appended.insert(pdf, [(pages, base64.b64decode(content)) for pages, content in asked["appended"]])
        return {"pdf": base64.b64encode(pdf).decode(), "pages": count}
    except appended.Unfit as fault:
        return {"refused": str(fault)}


def main() -> None:
    """Render until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from congress.pdf import Drawer  # noqa: PLC0415  (only this process pays for WeasyPrint)

    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the frames
    serve(sys.stdin.buffer, out, Drawer().draw)


if __name__ == "__main__":
    main()
