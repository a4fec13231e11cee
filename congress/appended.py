"""Annexes that are PDF files (附件为 PDF): looked over when they come, put into the paper when it is printed.

Foreign files are opened in the render process only (`render_worker.py`): it has a limit of memory and a timer.
A page of theirs becomes a picture on a page of ours that bears the page number already, so that nothing of the
foreign file but its drawing comes along.  Lengths are points (1/72 inch).
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, StreamObject

WIDTH, HEIGHT = 595.276, 841.89  # A4
MM = 72 / 25.4
FOLIO = (264, 274)  # millimetres from the top: where the page numbers stand
SHRINK = 262 / 297  # a page that leaves the number no room is made so much smaller
DPI, DARK = 40, 200  # of the picture in which room is looked for
MOST_PAGES = 200
LARGEST = (425 * MM, 600 * MM)  # A2 and a little: larger ones have letters that nobody can read on A4
LEAST = 10 * MM  # a page that is smaller is none
PGM = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+\d+\s")  # its head: width and height
TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}

NO_PDF = "附件不是PDF文件，请另存为PDF后再上传。"
ENCRYPTED = "附件PDF已加密或设有权限密码，不能并入公文；请解除密码后再上传。"
BROKEN = "附件PDF已损坏，不能并入公文；请重新生成后再上传。"
TOO_LONG = f"附件PDF超过{MOST_PAGES}页，请拆分后作为附件文件另行分发。"
TOO_WIDE = "附件PDF第{}页是{}×{}毫米，比A2还大，缩到A4后看不清；请分幅或另行分发。"
NOTES = "附件PDF第{}页含有批注、签章或表单，并入公文后会丢失；请先“打印为PDF”再上传。"


class Unfit(Exception):
    """A PDF that cannot be put into a paper; the message is Chinese and for the clerk."""


def look(pdf: bytes) -> int:
    """How many pages a PDF has.  Raises Unfit for one that is encrypted, broken, too long, or holds annotations."""
    return len(_pages(pdf))


def _pages(pdf: bytes) -> list[PageObject]:
    if b"%PDF-" not in pdf[:1024]:
        raise Unfit(NO_PDF)
    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            raise Unfit(ENCRYPTED)
        if len(reader.pages) > MOST_PAGES:
            raise Unfit(TOO_LONG)
        pages = list(reader.pages)
        for at, page in enumerate(pages, start=1):
            _content(page)
            _fits(page, at)
            if any(note.get("/Subtype") not in {"/Link", "/Popup"} for note in _notes(page)):
                raise Unfit(NOTES.format(at))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as fault:
        raise Unfit(BROKEN) from fault
    if not pages:
        raise Unfit(BROKEN)
    return pages


def _fits(page: PageObject, at: int) -> None:
    """Raises Unfit for a page that would be unreadable on A4, or has no size."""
    wide, high = float(page.cropbox.width), float(page.cropbox.height)
    if min(wide, high) < LEAST:
        raise Unfit(BROKEN)
    if max(wide, high) > LARGEST[1] or min(wide, high) > LARGEST[0]:
        raise Unfit(TOO_WIDE.format(at, round(wide / MM), round(high / MM)))


def _notes(page: PageObject) -> Iterator[DictionaryObject]:
    found = page.get("/Annots")
    yield from (note.get_object() for note in (found.get_object() if found is not None else ()))


def _content(page: PageObject) -> bytes:
    content = page.get_contents()
    return content.get_data() if content is not None else b""


def insert(paper: bytes, files: Sequence[tuple[Sequence[int | None], bytes]]) -> bytes:
    """The paper with the pages of each file on those of its pages that are named (from 0).  Raises Unfit.

    A page of a file for which None is named is left out: a preview shows a few of many.
    The result no longer says that it is PDF/A: nobody knows what the foreign pages hold.
    """
    try:
        paired = (pair for places, pdf in files for pair in zip(places, _pages(pdf), strict=True))
        parts = [(at, page) for at, page in paired if at is not None]
        lacking = _without_room([page for _, page in parts], [at for at, _ in parts])
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper)))
        for order, (at, page) in enumerate(parts):
            _draw(writer, writer.pages[at], page, SHRINK if order in lacking else 1.0)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as fault:
        raise Unfit(BROKEN) from fault
    _disclaim(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _draw(writer: PdfWriter, ours: PageObject, page: PageObject, share: float) -> None:
    """Draw a foreign page under what stands on a page of ours."""
    box = page.cropbox
    form = DecodedStreamObject()
    form.set_data(_content(page))
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    form[NameObject("/BBox")] = ArrayObject(FloatObject(side) for side in box)
    for key in ("/Resources", "/Group"):
        if key in page:
            form[NameObject(key)] = page[key]
    drawing = writer._add_object(form.flate_encode().clone(writer))
    resources = ours.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    pictures = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    name = f"/Annex{len(pictures)}"  # the pages of a paper share their resources
    pictures[NameObject(name)] = drawing
    matrix = " ".join(f"{part:.5f}" for part in _matrix(page, share))
    under = f"q {matrix} cm {name} Do Q\n".encode()
    stream = StreamObject()
    stream.set_data(under + b"q\n" + _content(ours) + b"\nQ\n")
    ours[NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def _matrix(page: PageObject, share: float) -> tuple[float, ...]:
    """From the foreign page to the middle of A4, turned upright; one that is broader than high lies on its right side.

    A smaller `share` of its size leaves the foot of the page free.
    """
    left, bottom, right, top = (float(side) for side in page.cropbox)
    wide, high = right - left, top - bottom
    turn = page.rotation % 360
    if (wide if turn % 180 == 0 else high) > (high if turn % 180 == 0 else wide) * 1.01:
        turn = (turn + 270) % 360
    a, b, c, d = TURNS[turn]
    across, up = (wide, high) if turn % 180 == 0 else (high, wide)
    size = min(1.0, WIDTH / across, HEIGHT / up) * share
    # the lower left corner of the turned page comes to the origin
    corners = [(a * x + c * y, b * x + d * y) for x in (left, right) for y in (bottom, top)]
    x, y = min(corner[0] for corner in corners), min(corner[1] for corner in corners)
    shift_x, shift_y = (WIDTH - across * size) / 2, (HEIGHT - up * size) / (2 if share == 1 else 1)
    return a * size, b * size, c * size, d * size, shift_x - x * size, shift_y - y * size


def _without_room(pages: Sequence[PageObject], places: Sequence[int]) -> set[int]:
    """Which of these pages have something where their number would stand: looked for in a picture of the foot."""
    writer = PdfWriter()
    for page in pages:
        _draw(writer, writer.add_blank_page(WIDTH, HEIGHT), page, 1.0)
    top, foot = (round(edge * MM * DPI / 72) for edge in FOLIO)
    wide = round(WIDTH * DPI / 72)
    with tempfile.TemporaryFile(prefix="annex-") as file:  # without a name: nothing is left when the timer ends us
        writer.write(file)
        file.flush()
        command = [
            "pdftoppm", "-gray", "-r", str(DPI), "-x", "0", "-y", str(top), "-W", str(wide), "-H", str(foot - top),
            f"/dev/fd/{file.fileno()}",
        ]  # fmt: skip
        try:
            made = subprocess.run(command, check=True, capture_output=True, timeout=60, pass_fds=[file.fileno()])
        except (OSError, subprocess.SubprocessError) as fault:
            raise Unfit(BROKEN) from fault
    pictures = enumerate(_pictures(made.stdout))
    return {at for at, picture in pictures if _is_dark(picture, is_right=places[at] % 2 == 0)}


def _pictures(stream: bytes) -> Iterator[bytes]:
    """The grey pictures (PGM) that follow each other, one a page."""
    while head := PGM.match(stream):
        end = head.end() + int(head[1]) * int(head[2])
        yield stream[:end]
        stream = stream[end:]


def _is_dark(picture: bytes, *, is_right: bool) -> bool:
    """Is anything dark in the right, or left, third of a grey picture (PGM)?"""
    head = PGM.match(picture)
    if head is None:
        return False
    wide, rows = int(head[1]), picture[head.end() :]
    start, end = (wide * 2 // 3, wide) if is_right else (0, wide // 3)
    return any(min(rows[at + start : at + end], default=255) < DARK for at in range(0, len(rows), wide))


def _disclaim(writer: PdfWriter) -> None:
    """Take the claim to be PDF/A out of the metadata."""
    metadata = writer.root_object.get("/Metadata")
    if metadata is not None:
        stream = metadata.get_object()
        kept = re.sub(rb"<pdfaid:\w+>[^<]*</pdfaid:\w+>|\s?pdfaid:\w+=\"[^\"]*\"", b"", stream.get_data())
        stream.set_data(kept)
