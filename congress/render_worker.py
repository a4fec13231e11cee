"""The process that renders: HTML in, PDF out, one at a time; nothing but WeasyPrint and no network.

Run as `python -m congress.render_worker`.  Talks over standard input and
output in frames: length (8 bytes) and pickle of plain tuples from our own
parent only.
"""

from __future__ import annotations

import pickle
import resource
import struct
import sys
from pathlib import Path
from typing import BinaryIO

ASSETS = Path(__file__).with_name("typesetting") / "assets"
MEMORY = 2 << 30  # bytes of address space; a paper of 200 pages takes a fifth of it


def read_frame(stream: BinaryIO) -> object:
    """The next frame; raises EOFError at the end of the stream."""
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    return pickle.loads(stream.read(struct.unpack(">Q", head)[0]))  # noqa: S301  (our own parent or child)


def write_frame(stream: BinaryIO, value: object) -> None:
    """Write one frame and flush it."""
    data = pickle.dumps(value)
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
    sheet = weasyprint.CSS(string=(ASSETS / "paper.css").read_text(), font_config=fonts, url_fetcher=refuse)
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the frames
    while True:
        try:
            markup, faces = read_frame(sys.stdin.buffer)  # type: ignore[misc]
        except EOFError:
            return
        try:
            document = weasyprint.HTML(string=markup, url_fetcher=refuse)
            own = weasyprint.CSS(string=faces, font_config=fonts, url_fetcher=refuse)
            pdf = document.write_pdf(stylesheets=[sheet, own], font_config=fonts, pdf_variant="pdf/a-2u", pdf_tags=True)
            write_frame(out, ("pdf", pdf))
        except MemoryError:
            write_frame(out, ("memory", ""))
        except Exception as fault:
            write_frame(out, ("fault", f"{type(fault).__name__}: {fault}"[:300]))


if __name__ == "__main__":
    main()
