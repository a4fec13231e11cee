"""A request whose body broke off is not taken for a shorter one.

The server hands on what came; the parser of forms drops an unfinished file in
silence, and a step would be taken without its attachment.  So the end of the
body before its announced length is an error: nothing is changed, and the
sender, if still there, gets a page that says so.
"""

from __future__ import annotations

from typing import Any


class CutOff(OSError):
    """The sender stopped half-way (Django makes UnreadablePostError of it)."""


class WholeBody:
    """A request's body that must be as long as it was announced; `length` in bytes."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.missing = stream, length

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all that is missing if negative.  Raises CutOff."""
        return self._counted(self.stream.read(self.missing if size < 0 else size))

    def readline(self, size: int = -1) -> bytes:
        """One line.  Raises CutOff."""
        return self._counted(self.stream.readline(self.missing if size < 0 else size))

    def _counted(self, data: bytes) -> bytes:
        if not data and self.missing > 0:
            raise CutOff(f"the body broke off {self.missing} bytes before its end")
        self.missing -= len(data)
        return data


def guarded(environ: dict[str, Any]) -> None:
    """Put the guard around the body of this request, if it announces one."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length):
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
