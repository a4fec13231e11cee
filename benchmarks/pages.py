"""How long pages take as the city grows, as users who see much and little.

    benchmarks/run pages --rows 1000 10000 100000 1000000

Each size is a database of its own; the sizes take turns, so that a burst of
load on the machine hits all of them.
"""

from __future__ import annotations

import argparse
import sys
import time
from urllib.parse import quote

from benchmarks.harness import create_database, heading, need_postgres, say, table, use_database
from benchmarks.timer import SQL_AT_MOST, Timing, Visitor

from benchmarks import city, generator  # isort: skip
from congress import chain
from congress.models import Matter, OutgoingPaper, User
from meetings.models import Invitation, Meeting

LOOKERS = {
    city.SEES_ALL: "全部",
    city.SEES_BODY: "1/250（本机构）",
    city.SEES_NAMED: "1/250（列名）",
    city.SEES_TEN: "10 条",
}
FACTOR, ALLOWANCE = 1.5, 50.0  # p95 at the largest ≤ max(1.5 × smallest, smallest + 50 ms)


def main() -> None:
    """Fill, measure in turns, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=5, help="turns over all sizes")
    parser.add_argument("--repeats", type=int, default=8, help="visits of a page a turn")
    parser.add_argument("--no-verify", action="store_true", help="do not verify the chain of each size")
    parser.add_argument("--slow", type=float, default=0, help="tell the slowest statement of pages above so many ms")
    options = parser.parse_args()
    need_postgres()
    sizes = sorted(options.rows)
    made = [fill(rows, verify=not options.no_verify) for rows in sizes]
    results: dict[tuple[int, str, str], Timing] = {}
    for turn in range(options.rounds):
        for rows in sizes:
            say(f"第 {turn + 1} 轮，{rows} 条")
            measure(rows, options.repeats, results, options.slow)
    report(sizes, made, results)


def fill(rows: int, verify: bool) -> list[object]:
    """The database of this size, made when it is not there; a line for the head of the report."""
    begun = time.perf_counter()
    if create_database(f"bench_{rows}"):
        say(f"生成 {rows} 条")
        generator.generate(rows)
    took = time.perf_counter() - begun
    fault = next(chain.verify(), None) if verify else None
    if fault:
        sys.exit(f"{rows}：留痕链不成立：{fault}")
    say(f"{rows} 条：{took:.0f} 秒")
    return [rows, *generator.facts().values(), took, "通过" if verify else "未核验"]


def addresses(username: str) -> dict[str, str]:
    """The pages of this user, by name."""
    user = User.objects.get(username=username)
    seen = Invitation.objects.visible_to(user).order_by("-pk").values_list("to_meeting", flat=True)
    meetings = Meeting.objects.visible_to(user)
    with_board = meetings.filter(pk__in=list(seen[:50])).order_by("-pk").first()
    plain = meetings.filter(state="held").order_by("-pk").first() or meetings.order_by("pk").first()
    papers = OutgoingPaper.objects.visible_to(user).filter(state__in=("dispatched", "archived"))
    middle = Matter.objects.filter(kind="paper").visible_to(user).order_by("-sort_on", "-pk")
    count = min(middle.values_list("pk")[:20_001].count(), 20_000)
    deep = middle[count // 2]
    found = {
        "首页（待办）": "/",
        "会议列表": "/list/meeting/",
        "会议页": plain.get_absolute_url(),
        "回执看板": with_board.get_absolute_url(),
        "公文列表": "/list/paper/",
        "公文列表（翻到中间）": f"/list/paper/?after={deep.ref}",
        "公文页": papers.order_by("-pk").first().get_absolute_url(),
    }
    for label, word in (("罕见词", generator.RARE), ("1% 的词", generator.MEDIUM), ("一半都有的词", generator.HALF)):
        found[f"检索（{label}）"] = f"/search/?q={quote(word)}"
    return found


def measure(rows: int, repeats: int, results: dict[tuple[int, str, str], Timing], slow: float) -> None:
    """One turn at one size: each page of each user once to warm up, then timed."""
    use_database(f"bench_{rows}")
    for username in LOOKERS:
        visitor = Visitor(username)
        for page, address in addresses(username).items():
            visitor.visit(address)
            timing = results.setdefault((rows, username, page), Timing())
            for _ in range(repeats):
                sql = visitor.visit(address, timing)
            if slow and timing.times[-1] > slow:
                say(f"{rows} {username} {page}: {timing.times[-1]:.0f} ms, {sql.slowest[0]:.0f} ms: {sql.slowest[1]}")


def report(sizes: list[int], made: list[list[object]], results: dict[tuple[int, str, str], Timing]) -> None:
    """The tables, and whether the target holds."""
    heading("页面（benchmarks/pages.py）")
    table(["规模", *generator.facts(), "生成（秒）", "留痕链"], made)
    print()
    columns = ["页面", "谁看", *(f"{rows} 条 p50 / p95" for rows in sizes), "SQL", "p95 之比", "达标"]
    kinds = {(user, page) for _, user, page in results}
    lines, failed = [], []
    for page in dict.fromkeys(page for _, _, page in results):
        for user, label in LOOKERS.items():
            if (user, page) not in kinds:
                continue
            timings = [results[rows, user, page] for rows in sizes]
            first, last = timings[0], timings[-1]
            counts = Timing(sql=set().union(*(timing.sql for timing in timings)))
            is_right = last.p95 <= max(FACTOR * first.p95, first.p95 + ALLOWANCE) and max(counts.sql) <= SQL_AT_MOST
            if not is_right:
                failed.append(f"{page}（{label}）")
            cells = [f"{timing.p50:.0f} / {timing.p95:.0f}" for timing in timings]
            lines.append(
                [page, label, *cells, counts.sql_text, f"{last.p95 / first.p95:.2f}", "是" if is_right else "**否**"]
            )
    table(columns, lines)
    count = len(next(iter(results.values())).times)
    print(
        f"\n毫秒，每格 {count} 次；目标：最大规模的 p95 ≤ max(1.5 × 最小规模的 p95，其 p95 + 50 ms)，"
        f"SQL ≤ {SQL_AT_MOST}。"
    )
    print("全部达标。" if not failed else f"未达标 {len(failed)} 项：{'；'.join(failed)}。")


if __name__ == "__main__":
    main()
