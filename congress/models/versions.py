"""Every text of a matter as it stood after a step that changed it: what the marked copy (花脸稿) is drawn from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models

from congress import annex_files, chain, clock
from congress.models.matter import Matter
from congress.models.people import User

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.permissions import Standing

# What is kept of a paper and its name for the reader, in the order in which a paper is read.
PARTS = {
    "series": "文号系列",
    "paper": "文种",
    "urgency": "紧急程度",
    "title": "标题",
    "adopted": "题注",
    "to": "主送",
    "body": "正文",
    "attendance": "出席、请假、列席",
    "signer_post": "签发人职务",
    "signatory": "署名",
    "co_issuers": "联合发文机关",
    "note": "附注",
    "annexes": "附件正文",
    "pdf_annexes": "PDF附件",
    "cc": "抄送",
    "openness": "公开方式",
}


class PaperVersion(models.Model):
    """历次文稿: the text after one step, append-only (GB/T 9704 papers keep their 定稿; practice.md, 花脸稿).

    `content` holds the very text that was hashed (canonical JSON).  The digest
    stands in the event of the step as well, so that the chain vouches for it.
    UPDATE and DELETE are refused by triggers on both engines.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("稿次")
    matter_version = models.PositiveIntegerField("事项版本")
    content = models.TextField("文稿")
    digest = models.CharField("摘要（SM3）", max_length=64)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="修改人")
    author_name = models.CharField("修改人姓名", max_length=60)
    capacity = models.CharField("身份", max_length=120, blank=True)
    recorded_for = models.CharField("代录说明", max_length=200, blank=True)
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "历次文稿"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"第{self.number}稿"

    @property
    def text(self) -> dict[str, str]:
        """The parts by their keys."""
        return json.loads(self.content)


def text_of(paper: Any) -> dict[str, str]:
    """The parts of a paper as they stand now."""
    said = {
        "series": str(paper.series),
        "paper": paper.declared_paper.label,
        "to": paper.to_text,
        "openness": paper.get_openness_display(),
        "co_issuers": "\n".join(organ.name for organ in paper.co_issuers),
        "pdf_annexes": annex_files.words(paper.pdf_annexes),
    }
    return {name: said[name] if name in said else getattr(paper, name) for name in PARTS}


def keep_text(
    paper: Any, user: User | None, standing: Standing | None, entry: Entry, before: Mapping[str, str] | None = None
) -> None:
    """Keep the text as it now stands, if it is another one, and put its digest into the running deed's event.

    `before`: the text before the step, kept first where a paper is older than these rows.
    """
    last = PaperVersion.objects.filter(matter=paper.pk).order_by("-number").values_list("number", "digest").first()
    number, digest = last or (0, "")
    rows = []
    if last is None and before and paper.version > 1:
        first = _row(paper, 1, before, author=paper.created_by, author_name=str(paper.created_by or "系统"))
        first.matter_version, first.at, number, digest = 1, paper.created_at, 1, first.digest
        rows.append(first)
    now = _row(
        paper,
        number + 1,
        text_of(paper),
        author=user,
        author_name=str(user) if user else "系统",
        capacity=standing.label if standing else "",
        recorded_for=entry.recorded_for,
    )
    if now.digest != digest:
        rows.append(now)
        paper.deed_facts = {**paper.deed_facts, "manuscript": now.digest}
    PaperVersion.objects.bulk_create(rows)


def _row(paper: Any, number: int, text: Mapping[str, str], **who: Any) -> PaperVersion:
    content = chain.canonical(text)
    return PaperVersion(
        matter_id=paper.pk,
        number=number,
        matter_version=paper.version,
        content=content,
        digest=chain.sm3(content),
        at=clock.now(),
        **who,
    )
