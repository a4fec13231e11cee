"""拟稿、修改、补录: the form of an official paper.

Everything is plain text.  Three buttons fill the form and submit nothing: “识别粘贴全文” reads a
pasted paper, “从 Word 导入” a document, “恢复未提交的内容” brings back what was saved.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from congress import addressees, annex_files, clock, drafts, recipients, typesetting
from congress.forms import from_word, pasted, pdf_annexes
from congress.forms.co_issuers import CoIssuersForm
from congress.forms.pdf_annexes import PdfAnnexesForm
from congress.forms.secrecy import CLASSIFIED, classified
from congress.forms.step import Difference
from congress.models import OutgoingPaper, Series, User
from congress.models.matter import Matter
from congress.papers import PAPERS, RECIPIENT_GROUPS, To

CELLS, LINES = 28, 22  # of a page, GB/T 9704-2012
NOT_IMPORTED = "选了 Word 文稿，但还没有导入：请先按“从 Word 导入”，核对后再提交；不导入的，不要选择文件。"
RESTORE, RECOGNISE, IMPORT = "restore", "recognise", "import_word"
FILLING = (RESTORE, RECOGNISE, IMPORT, pdf_annexes.TAKE)
COLUMNS = (
    "paper", "series", "title", "to_groups", "body", "annexes", "signatory", "cc", "urgency", "openness",
    "adopted", "attendance", "signer_post",
)  # fmt: skip


LABELS = {"pdf_annexes": "PDF附件"}  # of what is no field of its own


def pages_of(*texts: str) -> int:
    """About how many pages these texts fill."""
    lines = sum(max(1, ceil((len(line) + 2) / CELLS)) for text in texts for line in text.splitlines())
    return ceil(lines / LINES)


class PaperForm(PdfAnnexesForm, CoIssuersForm):
    """What a clerk writes: the text of the paper and to whom it goes."""

    paper = forms.ChoiceField(label="文种", choices=PAPERS.choices)
    series = forms.ModelChoiceField(
        label="文号系列",
        queryset=Series.objects.none(),
        empty_label=None,
        error_messages={
            "invalid_choice": "该文号系列已停用，或不属于本机关，请重新选择。",
            "required": "本机关还没有启用的文号系列，请秘书科先在管理台“文号系列”中设立。",
        },
    )
    title = forms.CharField(
        label="标题", max_length=240, help_text="以文种结尾，如“关于召开……的通知”。回行由系统按词意编排。"
    )
    to_groups = forms.MultipleChoiceField(label="主送（习惯称呼）", required=False, widget=forms.CheckboxSelectMultiple)
    to_others = forms.CharField(
        label="主送（其他单位）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一个单位的全称或简称。",
    )
    body = forms.CharField(
        label="正文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="层次按“一、”“（一）”“1.”“（1）”自动识别；表格每行用制表符分列。可直接从 Word 粘贴。",
    )
    annexes = forms.CharField(
        label="附件正文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="随文印出、另起一页。每个附件以单独一行“附件1”“附件2”开头；只有一个时写“附件”或不写。",
    )
    signatory = forms.CharField(label="署名", max_length=60, required=False, help_text="不填则用文号系列的署名。")
    cc = forms.CharField(label="抄送", max_length=500, required=False)
    footnote = forms.CharField(label="附注", max_length=120, required=False, help_text="如“此件公开发布”，不写括号。")
    adopted = forms.CharField(
        label="题注",
        max_length=120,
        required=False,
        help_text="决议、决定、任免名单：哪天由哪次会议通过，如“2026年5月29日市人大常委会第三十八次会议通过”，不写括号。",
    )
    attendance = forms.CharField(
        label="出席、请假、列席",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="纪要：每行一类，如“出席：……”“请假：……”“列席：……”。",
    )
    signer_post = forms.CharField(label="签发人职务", max_length=60, required=False, help_text="命令（令）：如“主任”。")
    urgency = forms.ChoiceField(label="紧急程度", required=False)
    openness = forms.ChoiceField(label="公开方式")
    pasted = forms.CharField(
        label="粘贴全文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="把整篇公文贴在这里，点“识别粘贴全文”，系统分出标题、主送、正文、署名、附件，填入下面各栏。",
    )
    word = forms.FileField(
        label="Word 文稿",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="选择 .docx 文件，按“从 Word 导入”。只填入下面各栏，核对、提交之后才保存；文件本身不保存。",
    )

    field_order = ["pasted"]
    HELPERS = ("pasted", "word", "footnote", "co_issuers", *PdfAnnexesForm.names())
    reads_drafts = True  # an open number and an open day are right in what is pasted

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Told here once: a refused beginning leaves a key on the new matter though its row is gone.
        is_new = self.matter.pk is None
        name = f"{self.matter.workflow.key}.{self.step.key}"
        self.draft_name = name if is_new else f"{name}.{self.matter.ref}"
        self.where = f"step={self.step.key}" + ("" if is_new else f"&ref={self.matter.ref}")
        self.notices: list[str] = []
        self.remarks: tuple[str, ...] = ()
        self.fill_fault: tuple[str, str] | None = None
        self.expansions: list[tuple[str, list[str]]] = []
        self._ask_series()
        self._ask_addressees()
        for name in ("urgency", "openness"):
            column = OutgoingPaper._meta.get_field(name)
            self.fields[name].choices = ([("", "平件")] if column.blank else []) + list(column.choices)
        self.fields["note"].label = "说明"
        for name, value in self._standing_text(self.matter).items():
            self.initial.setdefault(name, value)
        self.filled_by = next((name for name in FILLING if name in self.data), "")
        if self.filled_by:
            self._fill()

    # What may be chosen

    def _organs(self) -> set[str]:
        bodies = [standing.organisation for standing in self.standings if standing.organisation]
        bodies += [self.matter.owner] if self.matter.owner_id else []
        return {recipients.organ_of(body) for body in bodies}

    def _ask_series(self) -> None:
        """Open series of the user's own organ, and the one in which the paper has its number already."""
        found = Series.objects.filter(pk=self.matter.series_id if self.matter.number_text else None)
        for organ in sorted(self._organs()):
            found = found | Series.objects.filter(is_open=True, owner__lineage__startswith=organ)
        self.fields["series"].queryset = found

    def _ask_addressees(self) -> None:
        """Usual addresses with the number of units that each means today, and their names."""
        sender = self.matter.owner if self.matter.owner_id else None
        if sender is None and self.standings:
            sender = self.standings[0].organisation
        choices = []
        for group in RECIPIENT_GROUPS.values():
            units = [str(body) for body in recipients.members(group, sender, clock.today())] if sender else []
            self.expansions.append((group.label, units))
            count = f"{len(units)}个单位" if units else "今天没有对应的单位"
            choices.append((group.key, f"{group.label}（{count}）"))
        self.fields["to_groups"].choices = choices

    # What stands in the fields

    def _standing_text(self, matter: Any) -> dict[str, Any]:
        """The fields as they stand in the matter: a draft, or what a new paper begins with."""
        text = {name: getattr(matter, name) for name in COLUMNS if name != "series"}
        series = matter.series if matter.series_id else self._usual_series(matter)
        text["series"] = series.pk if series else None
        text["signatory"] = matter.signatory or (series.signatory if series else "")
        text["footnote"] = matter.note
        text["to_others"] = "\n".join(body.name for body in matter.named_recipients)
        text["co_issuers"] = "\n".join(body.name for body in matter.co_issuers)
        text["pdf_annexes"] = annex_files.words(matter.pdf_annexes)
        return text

    def _usual_series(self, matter: Any) -> Series | None:
        found = self.fields["series"].queryset
        return found.filter(key=matter.declared_paper.series).first() or found.first()

    @property
    def saved(self) -> drafts.Draft | None:
        """What was typed earlier and not sent; offered on the form that nobody has filled yet."""
        return None if self.is_bound else drafts.load(self.user, self.draft_name)

    def _fill(self) -> None:
        data = MultiValueDict({key: _listed(self.data, key) for key in self.data})
        for button in FILLING:
            data.pop(button, None)
        fill = dict(zip(FILLING, (self._restore, self._recognise, self._import, self._take_pdfs), strict=True))
        fill[self.filled_by](data)
        self.data = data
        self.ask_places()

    def _restore(self, data: MultiValueDict) -> None:
        saved = drafts.load(self.user, self.draft_name)
        if saved is None:
            self.notices.append("没有保存过的内容。")
            return
        for name, values in saved.fields.items():
            data.setlist(name, values)
        self.notices.append(f"已恢复{saved.saved_at:%m月%d日 %H:%M}自动保存的内容，请核对后提交。附件材料须重新选择。")

    def _recognise(self, data: MultiValueDict) -> None:
        try:
            paper = pasted.read(data.get("pasted", ""), self.reads_drafts)
        except typesetting.TextError as fault:
            self.fill_fault = ("pasted", f"没有识别成功。{fault}其他内容没有改动，改正后再点“识别粘贴全文”。")
            return
        self._put(data, pasted.fields(paper))
        data["pasted"] = ""
        self.notices.append("已识别并填入各栏，请核对后提交。")

    def _import(self, data: MultiValueDict) -> None:
        taken = from_word.take(self.files.get("word"), self.reads_drafts, self.matter, classified)
        self._put(data, taken.fields)
        self.remarks = taken.remarks
        if taken.fault:
            self.fill_fault = (taken.at_fault, taken.fault)
        else:
            self.notices.append(f"已从“{taken.name}”读入并填入各栏，还没有保存，请核对后提交。")

    def _take_pdfs(self, data: MultiValueDict) -> None:
        self.fill_fault = self.take(data)
        if not self.fill_fault:
            self.notices.append("PDF附件已放入右边的版面，提交后才保存，请核对。")

    def _put(self, data: MultiValueDict, found: dict[str, list[str]]) -> None:
        for name in found.keys() & self.fields.keys():
            data.setlist(name, found[name])

    @property
    def compared(self) -> list[Difference] | None:
        """What an import would change in the draft; None when nothing was imported into one."""
        is_imported = self.filled_by == IMPORT and self.fill_fault is None and self.matter.pk
        return self.difference(self.matter) if is_imported else None

    def full_clean(self) -> None:
        """A form that was only filled complains of nothing but what it was filled from."""
        if not self.filled_by:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(), {}
        if self.fill_fault:
            self.add_error(*self.fill_fault)

    def is_valid(self) -> bool:
        """Filling submits nothing."""
        return not self.filled_by and super().is_valid()

    # What is asked of it

    def clean_title(self) -> str:
        """One line, as it is signed."""
        return typesetting.clean(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """Plain text with one kind of line end."""
        return typesetting.clean(self.cleaned_data["body"])

    def clean_annexes(self) -> str:
        """Plain text with one kind of line end."""
        return typesetting.clean(self.cleaned_data["annexes"])

    def clean_adopted(self) -> str:
        """Without its brackets: they are printed."""
        return self.cleaned_data["adopted"].strip("（）() ")

    def clean_footnote(self) -> str:
        """Without its brackets: they are printed."""
        return self.cleaned_data["footnote"].strip("（）() ")

    def clean(self) -> dict[str, Any]:
        """Secrecy, length, recipients, and the signatory of the series."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("title", "body", "annexes", "cc", "footnote", "signatory", "adopted", "attendance", "note"):
            if mark := classified(cleaned.get(name) or ""):
                self.add_error(name, CLASSIFIED.format(label=self.fields[name].label, mark=mark))
        if cleaned.get("word"):
            self.add_error("word", NOT_IMPORTED)
        pages = pages_of(cleaned.get("body", ""), cleaned.get("annexes", ""))
        pages += sum(file.pages for file in cleaned["pdf_annexes"])
        most = typesetting.FORMATS[PAPERS[cleaned["paper"]].format].most_pages if "paper" in cleaned else pages
        if pages > most:
            self.add_error(
                "body",
                f"正文和附件约{pages}页，超过一份公文{most}页的上限。内容都还在，没有丢失；"
                "请把长篇材料存成文件放在“附件材料”里，或分成几份公文。",
            )
        self._clean_addressees(cleaned)
        if not cleaned.get("signatory") and cleaned.get("series"):
            cleaned["signatory"] = cleaned["series"].signatory
        return cleaned

    def _clean_addressees(self, cleaned: dict[str, Any]) -> None:
        found, faults = addressees.find(addressees.names(cleaned.get("to_others", "")), self.day())
        for fault in faults:
            self.add_error("to_others", fault)
        if "to_others" in cleaned:
            cleaned["to_others"] = found

    def entry_data(self) -> dict[str, Any]:
        """By the names of the noun: its 附注 is `note`, which here is the drafter's remark."""
        data = {name: value for name, value in super().entry_data().items() if name not in self.HELPERS}
        data |= {"pdf_annexes": [file.row for file in self.cleaned_data["pdf_annexes"]]}
        return {**data, **self.by_column(self.cleaned_data["co_issuers"]), "note": self.cleaned_data["footnote"]}

    def save_attachments(self, matter: Matter, user: User) -> None:
        """The files; and what was saved meanwhile is no longer needed."""
        super().save_attachments(matter, user)
        drafts.clear(user, self.draft_name)

    # What is shown beside it

    def as_typed(self, field: str = "", cursor: int = 0) -> typesetting.PaperText:
        """The paper as it would be typeset now, however unfinished; up to the cursor in this field, if one is given.

        Raises typesetting.TypesettingError.
        """
        typed = {name: self._within(name, text).replace("\r\n", "\n") for name, text in self.texts().items()}
        if field == "body":
            typed |= {"body": typed["body"][:cursor], "annexes": ""}
        elif field == "annexes":
            typed["annexes"] = typed["annexes"][:cursor]
        series = self._typed_series()
        kind = typed["paper"] if typed["paper"] in PAPERS else self.matter.paper
        paper = OutgoingPaper(
            paper=kind,
            series=series,
            title=typed["title"],
            body=typed["body"],
            annexes=typed["annexes"],
            signatory=typed["signatory"] or series.signatory,
            cc=typed["cc"],
            note=typed["footnote"].strip("（）() "),
            adopted=typed["adopted"].strip("（）() "),
            attendance=typed["attendance"],
            signer_post=typed["signer_post"],
            urgency=typed["urgency"] if typed["urgency"] in dict(self.fields["urgency"].choices) else "",
            pdf_annexes=[] if field else [file.row for file in self.typed_pdfs()],
            **self.typed_issuers(typed["co_issuers"]),
        )
        groups = [key for key in self["to_groups"].value() or [] if key in RECIPIENT_GROUPS]
        known, _ = addressees.find(addressees.names(typed["to_others"]), self.day())
        text = paper.text()
        known = recipients.sorted_on(known, self.day())
        return text if paper.declared_paper.to is To.NONE else replace(text, to=recipients.address(groups, known))

    def _within(self, name: str, text: str) -> str:
        """As much as the field takes: a title of 100,000 characters would be broken into lines for two minutes."""
        return text[: getattr(self.fields[name], "max_length", None)]

    def _typed_series(self) -> Series:
        chosen = self.fields["series"].queryset.filter(pk=number_in(str(self["series"].value() or ""))).first()
        return chosen or self._usual_series(self.matter) or Series()

    def difference(self, matter: Matter) -> list[Difference]:
        """Field by field what stands in the draft now, where it is not what was typed."""
        now, typed = self._standing_text(matter), self.texts()
        typed = {**typed, "pdf_annexes": annex_files.words([file.row for file in self.typed_pdfs()])}
        return [
            Difference(LABELS.get(name) or str(self.fields[name].label), theirs, yours)
            for name in (*COLUMNS, "to_others", "co_issuers", "footnote", "pdf_annexes")
            if (theirs := self._in_words(name, now[name])) != (yours := self._in_words(name, typed[name]))
        ]

    def _in_words(self, name: str, value: Any) -> str:
        """The value of a field as people read it."""
        if name == "to_groups":
            chosen = self["to_groups"].value() if isinstance(value, str) else value
            return "\n".join(RECIPIENT_GROUPS.label(key) for key in chosen or [])
        choices = getattr(self.fields.get(name), "choices", None)
        if choices is not None:
            labels = {str(key): str(label) for key, label in choices}
            return labels.get(str(value), str(value or ""))
        return typesetting.clean(str(value or ""))


def _listed(data: Any, key: str) -> list[str]:
    if hasattr(data, "getlist"):
        return list(data.getlist(key))
    value = data[key]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def number_in(text: str) -> int | None:
    """A whole number as it was typed, or nothing."""
    return int(text) if text.isdecimal() and len(text) < 18 else None
