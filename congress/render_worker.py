"""The process that renders: HTML in, PDF out, one at a time; nothing but WeasyPrint and no network.

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
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

ASSETS = Path(__file__).with_name("typesetting") / "assets"
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


def refuse(url: str, *args: object, **kwargs: object) -> dict[str, object]:
    """The URL fetcher: a paper needs nothing from anywhere."""
    raise ValueError(f"refused: {url}")


def main() -> None:
    """Render until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import weasyprint  # noqa: PLC0415  (only this process pays for it)
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    # one of each for the life of the process: a new FontConfiguration a paper leaks
    fonts = FontConfiguration()

    @lru_cache(maxsize=8)
    def parsed(sheet: str) -> weasyprint.CSS:
        return weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=refuse)

    def rendered(markup: str, sheet: str) -> dict[str, object]:
        sheets = [parsed((ASSETS / "paper.css").read_text()), parsed(sheet)]
        html = weasyprint.HTML(string=markup, url_fetcher=refuse)
        document = html.render(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-2u", pdf_tags=True)
        pdf = document.write_pdf(pdf_variant="pdf/a-2u", pdf_tags=True)
        return {"pdf": base64.b64encode(pdf).decode(), "pages": len(document.pages)}

    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the frames
    while True:
        try:
            asked = read_frame(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = rendered(asked["html"], asked["sheet"])
        except MemoryError:
            answer = {"fault": "memory"}
        except Exception as fault:
            answer = {"fault": f"{type(fault).__name__}: {fault}"[:300]}
        write_frame(out, answer)


if __name__ == "__main__":
    main()
