"""From a signed text to a numbered, printed paper.

The number is taken in the caller's transaction; the print follows after
commit, from the row, and is swept for again if it did not come.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from congress import annex_files, files, printing, typesetting, wake
from congress.models.papers import IssuedPaper
from congress.models.people import User
from congress.numbering import NumberError
from congress.papers import Paper
from congress.refusal import Refused
from congress.workflow import Step

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 5
UNPRINTED = {"pdf_digest": "", "stamped_digest": "", "page_count": 0, "print_error": "", "print_attempts": 0}


def declared(matter: Any, step: Step) -> Paper:
    """The paper that a step issues, named in the table or by the matter's attribute."""
    return step.paper if isinstance(step.paper, Paper) else getattr(matter, str(step.paper))


def issue(matter: Any, step: Step, user: User | None) -> IssuedPaper:
    """Number the paper of this step and freeze its text.  Raises Refused when no number can be given."""
    paper = declared(matter, step)
    try:
        number = matter.next_number()
    except NumberError as lack:
        raise Refused(str(lack)) from lack
    matter.number_text = str(number)
    text = replace(matter.text(), is_draft=False)
    issued, _ = IssuedPaper.objects.update_or_create(  # taken back before it was sent, it keeps its number
        number=number,
        defaults={
            "matter_id": matter.pk,
            "paper": paper.key,
            "number_text": str(number),
            "title": matter.title,
            "content": to_json(text),
            "text_digest": typesetting.digest(text),
            "signed_on": matter.signed_on,
            "signed_by": matter.approver or str(user),
            **UNPRINTED,
        },
    )
    transaction.on_commit(wake.printing)
    return issued


def to_json(text: typesetting.PaperText) -> dict[str, Any]:
    """The text as it is frozen in the row."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(text).items()}


def from_json(content: dict[str, Any]) -> typesetting.PaperText:
    """The frozen text."""
    fields = dict(content)
    for name in ("signed_on", "printed_on"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    annexes = tuple(typesetting.Annex(**{**annex, "title": tuple(annex["title"])}) for annex in fields.pop("annexes"))
    lists = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    return typesetting.PaperText(**{**fields, **lists, "annexes": annexes})


def print_waiting(limit: int = 50) -> int:
    """Print issued papers that have no PDF yet; gives how many were printed.

    A paper that fails says why on its page and is tried again a few times, then
    when the secretary asks (“重新印制”); the others go on.
    """
    waiting = IssuedPaper.objects.filter(pdf_digest="", print_attempts__lt=GIVE_UP_AFTER)
    return sum(print_one(paper) for paper in waiting.order_by("pk")[:limit])


def print_one(paper: IssuedPaper) -> bool:
    """Render one paper outside any transaction and store its PDF; True when it is there."""
    try:
        text = from_json(paper.content)
        rendered = printing.render(text, appended=annex_files.contents(text))
        digest, _ = files.keep([rendered.pdf])
    except printing.PrintError as fault:
        return _failed(paper, str(fault), paper.print_attempts + 1)
    except OSError:  # no fault of the paper: it is tried until there is room again
        return _failed(paper, "磁盘空间不足或文件不能写入，请联系系统管理员。", paper.print_attempts)
    _still(paper).update(pdf_digest=digest, page_count=rendered.page_count, print_error="")
    return True


def _failed(paper: IssuedPaper, reason: str, attempts: int) -> bool:
    """Say why on the page."""
    log.warning("printing failed", extra={"ref": paper.ref})
    _still(paper).update(print_error=reason[:300], print_attempts=attempts)
    return False


def _still(paper: IssuedPaper) -> QuerySet:
    """The row, if it waits for the print of this very text: meanwhile it may have been taken back and mended."""
    return IssuedPaper.objects.filter(pk=paper.pk, pdf_digest="", text_digest=paper.text_digest)
