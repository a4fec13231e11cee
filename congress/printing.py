"""Printing: a paper in a separate process, so that a crash fails one paper and not the service."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import logging
import os
import queue
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from congress import render_worker, typesetting
from congress.typesetting import Composition, PaperText, Warning, fonts, markup

log = logging.getLogger(__name__)

PROCESSES = 2
RECYCLE_AFTER = 200  # papers a process renders before it is replaced
CRASHED = "排版进程异常退出，本件没有印成；请重试，仍不成功请联系系统管理员。"
TOO_LONG = "排版超过{}秒没有完成，已停止；请压缩正文或拆分附件后重试。"
BROKEN = "排版出错，本件没有印成；请检查正文中的特殊字符，或联系系统管理员。"
# Each font file of 7 MB is copied for each paper: given back to the system and asked for again, that memory took
# a sixth of the time in page faults.  glibc keeps blocks below these sizes (bytes); other C libraries pass it over.
KEPT = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
BUSY = "排版进程都在忙，本件没有印成；请稍后重试。"
LOST = "附件“{}”的PDF文件找不到，本件没有印成；请重新上传该附件。"
OTHER = "附件“{}”的PDF文件与签发时不是同一个文件，本件没有印成；请联系系统管理员。"
NO_MEMORY = "排版所需内存超过上限，已停止；请压缩正文或拆分附件后重试。"


class PrintError(Exception):
    """A paper that could not be printed; the message is Chinese and for the clerk."""


@dataclass(frozen=True)
class Rendered:
    """A printed paper."""

    pdf: bytes
    page_count: int
    warnings: list[Warning]


@dataclass
class Process:
    """One render process and how many papers it has rendered."""

    popen: subprocess.Popen[bytes]
    count: int = 0


@dataclass
class Pool:
    """A few render processes, started when needed; any thread may ask for one."""

    free: queue.LifoQueue[Process | None] = field(default_factory=queue.LifoQueue)

    def __post_init__(self) -> None:
        for _ in range(PROCESSES):
            self.free.put(None)

    def render(self, question: dict[str, object], timeout: float) -> tuple[bytes, int]:
        """The PDF and how many pages it has; raises PrintError.  Waits at most `timeout` seconds for a free process."""
        try:
            process = self.free.get(timeout=timeout)
        except queue.Empty:
            raise PrintError(BUSY) from None
        try:
            if process is None or process.popen.poll() is not None or process.count >= RECYCLE_AFTER:
                self._end(process)
                process = self._start()
            answer = _ask(process, question, timeout)
            process.count += 1
            return answer
        except BaseException:
            self._end(process)
            process = None
            raise
        finally:
            self.free.put(process)

    @staticmethod
    def _start() -> Process:
        command = [sys.executable, "-m", "congress.render_worker"]
        root = Path(__file__).resolve().parent.parent
        return Process(
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=root,
                env={**fonts.environment(), **KEPT},
                start_new_session=True,
            )
        )

    @staticmethod
    def _end(process: Process | None) -> None:
        if process is None:
            return
        _kill(process.popen)
        for pipe in (process.popen.stdin, process.popen.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    log.debug("pipe of an ended render process")
        process.popen.wait()


def _kill(popen: subprocess.Popen[bytes]) -> None:
    """End a render process with all that it has started: a picture of a foreign PDF may take hours."""
    if popen.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(popen.pid, signal.SIGKILL)


def _ask(process: Process, question: dict[str, object], timeout: float) -> tuple[bytes, int]:
    """One question and its answer; a timer kills the process that takes too long."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(process.popen)

    timer = threading.Timer(timeout, stop)
    timer.start()
    try:
        render_worker.write_frame(process.popen.stdin, question)
        answer = render_worker.read_frame(process.popen.stdout)
    except (EOFError, OSError, ValueError) as fault:
        raise PrintError(TOO_LONG.format(int(timeout)) if late.is_set() else CRASHED) from fault
    finally:
        timer.cancel()
    if "pdf" in answer:
        return base64.b64decode(answer["pdf"]), answer["pages"]
    if "refused" in answer:
        raise PrintError(answer["refused"])
    if answer["fault"] == "memory":
        raise PrintError(NO_MEMORY)
    log.warning("render fault", extra={"fault": answer["fault"]})
    raise PrintError(BROKEN)


_pool = Pool()


def _forget_pool() -> None:
    """A forked process must not talk to its parent's render processes: two askers would mix their answers."""
    global _pool  # noqa: PLW0603
    _pool = Pool()


os.register_at_fork(after_in_child=_forget_pool)


def render(
    paper: PaperText,
    *,
    timeout: float = 30,
    only: tuple[int, int] | None = None,
    appended: Mapping[str, bytes] | None = None,
) -> Rendered:
    """Set and print a paper; `timeout` in seconds.  Raises PrintError.

    `appended`: the files of the annexes that are PDFs, by their SM3.  A preview may do without: their pages are blank.
    `only`: for a preview, the contents of these pages (first, last; from 1) and the others left blank: the
    pages are known before they are drawn, so that a long paper is as quick as a short one.
    """
    try:
        made = typesetting.compose(paper)
    except typesetting.TypesettingError as fault:
        raise PrintError(str(fault)) from fault
    drawn = _only(made, *only) if only else made
    question = {"html": markup.html(drawn), "sheet": markup.sheet(made.format)}
    pdf, count = _pool.render(question | _files(made, appended or {}, only), timeout)
    if count != made.page_count:
        log.error("pages differ", extra={"composed": made.page_count, "rendered": count})
        raise PrintError(BROKEN)
    return Rendered(pdf, count, typesetting.warnings(paper, made))


def render_html(markup: str, sheet: str, *, timeout: float = 30) -> Rendered:
    """Print a page of the house that is no official paper and flows by itself.  Raises PrintError."""
    return Rendered(*_pool.render({"html": markup, "sheet": sheet}, timeout), [])


def _files(
    made: Composition, appended: Mapping[str, bytes], only: tuple[int, int] | None
) -> dict[str, list[list[object]]]:
    """The PDFs to be put in, with the pages on which each stands: None for one that a preview does not show.

    Raises PrintError when one is missing or another.
    """
    found: list[list[object]] = []
    for annex, places in pdf_places(made):
        content = appended.get(annex.pdf)
        if content is None and not only:
            raise PrintError(LOST.format("".join(annex.title)))
        if content is not None and hashlib.new("sm3", content).hexdigest() != annex.pdf:
            raise PrintError(OTHER.format("".join(annex.title)))
        shown = [at if only is None or only[0] <= at + 1 <= only[1] else None for at in places]
        if content is not None and any(at is not None for at in shown):
            found.append([shown, base64.b64encode(content).decode()])
    return {"appended": found} if found else {}


def pdf_places(made: Composition) -> list[tuple[typesetting.Annex, list[int]]]:
    """Each annex that is a PDF with the pages (from 0) that are reserved for it."""
    places = [at for at, page in enumerate(made.pages) if page.part == "appended"]
    found = []
    for annex in made.paper.annexes:
        if annex.pdf:
            found.append((annex, places[: annex.pages]))
            places = places[annex.pages :]
    return found


def look_over(pdf: bytes, *, timeout: float = 30) -> int:
    """How many pages a PDF has that shall be an annex.  Raises PrintError for one that cannot be put in."""
    return _pool.render({"look": base64.b64encode(pdf).decode()}, timeout)[1]


def _only(made: Composition, first: int, last: int) -> Composition:
    """The paper with what stands on other pages left out; beyond the end, the last page."""
    first = min(first, len(made.pages))
    pages = (
        page if first <= at <= last else replace(page, items=(), imprint=(), number=0)
        for at, page in enumerate(made.pages, start=1)
    )
    return replace(made, pages=tuple(pages))


def page_images(pdf: bytes, first: int, last: int, dpi: int = 80) -> list[bytes]:
    """Pages `first` to `last` (from 1) as PNG.  Raises PrintError when pdftoppm fails.

    pdftoppm draws a page in 30 ms and packs it as PNG in 130: it is packed here, less tightly.
    """
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        source = Path(folder) / "paper.pdf"
        source.write_bytes(pdf)
        command = ["pdftoppm", "-r", str(dpi), "-f", str(first), "-l", str(last), str(source), f"{folder}/page"]
        try:
            _run(command, timeout=60)
        except (OSError, subprocess.SubprocessError) as fault:
            raise PrintError("生成预览图失败，请重试；仍不成功请联系系统管理员。") from fault
        return [_png(page) for page in sorted(Path(folder).glob("page-*.ppm"))]


def _png(picture: Path) -> bytes:
    packed = io.BytesIO()
    with Image.open(picture) as drawn:
        drawn.save(packed, "PNG", compress_level=1)
    return packed.getvalue()


def _run(command: list[str], timeout: float) -> None:
    """Run what draws foreign pages, with no more memory than the render process has (`timeout` in seconds).

    Raises OSError or SubprocessError.
    """
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as drawing:
        try:
            with contextlib.suppress(ProcessLookupError):  # it was faster
                resource.prlimit(drawing.pid, resource.RLIMIT_AS, (render_worker.MEMORY, render_worker.MEMORY))
            if code := drawing.wait(timeout):
                raise subprocess.CalledProcessError(code, command)
        except BaseException:
            drawing.kill()
            raise


def missing_fonts() -> list[str]:
    """Faces for which no Chinese font is installed."""
    return list(fonts.missing_faces())
