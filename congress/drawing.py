"""The procedures as a page of documentation, drawn from their tables."""

from __future__ import annotations

from collections.abc import Iterator

from congress.deadlines import Limit
from congress.nouns import kinds
from congress.roles import CLOCK, PARTS, Actor
from congress.workflow import Step, Workflow

HEAD = "# 办理流程\n\n本页由 `manage.py draw_procedures` 按程序中的流程表生成，请勿手工修改。\n"


def page() -> str:
    """All procedures, in the order of their keys."""
    return HEAD + "".join("\n" + "\n".join(section(kinds()[key].workflow)) + "\n" for key in sorted(kinds()))


def section(workflow: Workflow) -> Iterator[str]:
    """One procedure: its drawing, its steps, its readers."""
    yield f"## {workflow.label}（{workflow.key}）\n"
    yield from drawing(workflow)
    yield "\n| 环节 | 由谁办理 | 状态变化 | 期限和依据 | 提醒 | 前提 |"
    yield "|---|---|---|---|---|---|"
    for step in workflow.steps:
        yield "| " + " | ".join(cells(workflow, step)) + " |"
    readers = "、".join(
        f"{spell(actor)}（{workflow.states[begin(workflow, states)]}起）"
        for actor, states in workflow.readable().items()
    )
    yield f"\n可查看：{readers}。"


def drawing(workflow: Workflow) -> Iterator[str]:
    """A state diagram (Mermaid)."""
    yield "```mermaid\nstateDiagram-v2"
    for key, label in workflow.states.items():
        yield f"    {key} : {label}"
    for step in workflow.steps:
        for source in step.sources or ("[*]",):
            yield f"    {source} --> {step.leads_to(source)} : {step.label}"
    for state in workflow.final:
        yield f"    {state} --> [*]"
    yield "```"


def cells(workflow: Workflow, step: Step) -> list[str]:
    """The columns of one step."""
    sources = "、".join(workflow.states[source] for source in step.sources) or "（新建）"
    arrow = f"{sources} → {workflow.states[step.target] if step.target else '不变'}"
    who = "系统（时限届满）" if step.by == (CLOCK,) else "系统（随部分事项）" if step.by == (PARTS,) else ""
    who = who or "、".join(dict.fromkeys(spell(actor) for actor in step.by))
    limits = "；".join(spell_limit(workflow, limit) for limit in step.within)
    remind = "、".join(f"前{day}天" if day else "当天" for day in step.remind)
    owed = "（可选）" if not step.owed else "（需要时）" if step.owed_if else ""
    return [step.label + owed, who, arrow, limits, remind, "、".join(step.needs)]


def spell(actor: Actor) -> str:
    """单位联络员（recipients）: the role, and where it is held if not at the owning body."""
    if actor.is_owner_wide or not actor.role:
        return actor.label
    return f"{actor.label}（{actor.organisation}）"


def spell_limit(workflow: Workflow, limit: Limit) -> str:
    """分发之后2个工作日（本办公室规定）."""
    steps = "或".join(step.label for step in workflow.counted_from(limit))
    anchor = limit.anchor_label or steps or limit.anchor
    amount = f"{abs(limit.amount)}{limit.unit}"
    where = f"{anchor}当日" if limit.amount == 0 else f"{anchor}之{'后' if limit.amount > 0 else '前'}{amount}"
    condition = f"（仅当 {limit.condition}）" if limit.condition else ""
    return f"{where}{condition}（{limit.law}）"


def begin(workflow: Workflow, states: frozenset[str]) -> str:
    """The first of these states in the order of progress."""
    return next(state for state in workflow.states if state in states)
