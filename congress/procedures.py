"""The procedure of an official paper (发文): a table.

Source: 党政机关公文处理工作条例 §§22–25 (drafting, checking, issuing), §30
(receipt); the office's order of work as practice.md tells it.
"""

from congress.deadlines import OFFICE_SETTING, workdays
from congress.roles import (
    DRAFTER,
    LEADER,
    MEETING_CLERK,
    OFFICE_HEAD,
    SECRETARIAT,
    STANDING_MEMBER,
    UNIT_CLERK,
    UNIT_HEAD,
)
from congress.workflow import Workflow, confinement, may, step

WRITERS = (DRAFTER, MEETING_CLERK, SECRETARIAT)

ISSUING = Workflow(
    key="paper",
    label="发文",
    law="党政机关公文处理工作条例",
    states={
        "draft": "拟稿",
        "discarded": "不再办理",
        "checking": "待审核",
        "signing": "待签发",
        "signed": "已签发",
        "void": "已作废",
        "dispatched": "已分发",
        "backfilled": "已补录",
        "archived": "已归档",
    },
    final=("discarded", "void", "archived"),
    readers=(STANDING_MEMBER.since("dispatched"), OFFICE_HEAD.since("checking"), LEADER.since("signing")),
    steps=(
        step("draft", "拟稿", "> draft", by=WRITERS, form="congress.forms.PaperForm", then="rewrite"),
        step(
            "backfill",
            "补录",
            "> backfilled",
            by=SECRETARIAT,
            form="congress.forms.BackfillForm",
            then="enter_outside_number",
            paper="declared_paper",
        ),
        step(
            "submit",
            "送审",
            "draft > checking",
            by=WRITERS,
            needs=("lacks_parts",),
            within=workdays(3, OFFICE_SETTING).after("draft|send_back|refuse", "拟稿或退回"),
            remind=(1, 0),
        ),
        may("edit", "修改", "draft > draft", by=WRITERS, form="congress.forms.PaperForm", then="rewrite"),
        may("discard", "不再办理", "draft > discarded", by=WRITERS, is_return=True),
        step(
            "check",
            "审核通过",
            "checking > signing",
            by=OFFICE_HEAD,
            needs=("lacks_parts",),
            within=workdays(1, OFFICE_SETTING).after("submit", "送审"),
            remind=(0,),
        ),
        may("send_back", "退回修改", "checking > draft", by=OFFICE_HEAD, is_return=True),
        step(
            "sign_off",
            "签发",
            "signing > signed",
            by=LEADER,
            form="congress.forms.SignForm",
            needs=("lacks_parts", "lacks_number_start"),
            then="fix_text",
            paper="declared_paper",
            within=workdays(1, OFFICE_SETTING).after("check", "审核"),
            remind=(0,),
        ),
        may("refuse", "不签发，退回", "signing > draft", by=LEADER, is_return=True),
        step(
            "dispatch",
            "分发",
            "signed > dispatched",
            by=SECRETARIAT,
            needs=("lacks_pdf", "lacks_recipients"),
            then="deliver",
            within=workdays(1, OFFICE_SETTING).after("sign_off", "签发"),
            remind=(0,),
        ),
        may(
            "reprint",
            "重新印制",
            "signed|backfilled > =",
            by=SECRETARIAT,
            needs=("lacks_failed_print",),
            offered_if="lacks_failed_print",
            then="print_again",
        ),
        may("void", "作废", "signed > void", by=SECRETARIAT, is_return=True, then="void_number"),
        step(
            "sign_for",
            "签收",
            "dispatched > dispatched",
            by=(UNIT_CLERK.at("recipients"), UNIT_HEAD.at("recipients")),
            each=True,
            form="congress.forms.SignForForm",
            then="sign_for",
            within=workdays(2, OFFICE_SETTING).after("dispatch", "分发"),
            remind=(1, 0),
        ),
        may(
            "record_receipt",
            "代录签收",
            "dispatched > dispatched",
            by=SECRETARIAT,
            form="congress.forms.RecordReceiptForm",
            needs=("lacks_missing_receipts",),
            then="record_receipt",
        ),
        may(
            "archive",
            "归档",
            "dispatched|backfilled > archived",
            by=SECRETARIAT,
            needs=("lacks_pdf", "lacks_receipts"),
        ),
        *confinement("draft|checking|signing|signed|dispatched|backfilled > =", by=WRITERS),
    ),
)
