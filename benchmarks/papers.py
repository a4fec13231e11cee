"""Typesetting: cold, warm, long, a thousand in a pool, memory; LibreOffice and Chromium beside it.

    benchmarks/run papers

Needs no database.  The long paper is the real one when it lies beside the project.
"""

from __future__ import annotations

import argparse
import html
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks import kinds, word
from benchmarks.harness import ROOT, heading, p50, p95, say, table

from congress import marking, printing, typesetting  # isort: skip
from congress.typesetting import Annex, PaperText

REAL = ROOT.parent / "shared" / "inputs" / "zunyi-2016-27.txt"
TICKS = os.sysconf("SC_CLK_TCK")
THREADS = 2

NOTICE = PaperText(
    mark="遵义市人大常委会办公室文件",
    number="遵人常办〔2026〕27号",
    title=("关于召开座谈会的通知",),
    to="各县、自治县、区（市）人大常委会",
    body="经研究，决定召开座谈会。现就有关事项通知如下：\n一、会议时间\n2026年6月1日上午9：00，会期半天。\n"
    "二、会议地点\n市人大常委会会议室。\n三、会议内容\n（一）听取各地工作情况汇报。\n（二）研究下一步工作。\n"
    "四、参会人员\n各县、自治县、区（市）人大常委会主任，办公室主任。\n五、有关要求\n请于5月28日前报送回执，"
    "因故不能参会的，须履行请假手续。联系人：柏小舟，联系电话：0851-00000000。",
    signatories=("遵义市人大常委会办公室",),
    signed_on=date(2026, 5, 18),
    printed_by="遵义市人大常委会办公室",
    printed_on=date(2026, 5, 18),
)


def main() -> None:
    """All of it, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1_000, help="notices, then mixed papers, in the pool")
    parser.add_argument("--each", type=int, default=20, help="papers of each kind, one after the other")
    options = parser.parse_args()
    lines = [cold(), warm(30), long_one(5)]
    pool, seconds, peak = pooled(options.notices)
    mixed, mixed_seconds, mixed_peak = pooled(options.notices, kinds.mixed, "池中，各文种混合")
    lines += [
        pool,
        mixed,
        kinds.with_pdf(NOTICE, 5, _timed),
        marked(5),
        at_cursor(20),
        *word.lines(_long_paper()[0], int(str(lines[2][5]))),
    ]
    heading("排版印制（benchmarks/papers.py）")
    table(["项", "次数", "墙钟 p50 毫秒", "p95", "CPU 毫秒/件", "页", "目标"], lines)
    print(f"\n{options.notices} 件在 {printing.PROCESSES} 个进程的池中：{seconds:.1f} 秒，"
          f"{options.notices / seconds:.1f} 件/秒。"
          f"渲染进程内存峰值（VmHWM，MB）：{'；'.join(peak)}（目标 ≤ 160 且不随件数增长）。\n")  # fmt: skip
    print(f"{options.notices} 件混合文种：{mixed_seconds:.1f} 秒，{options.notices / mixed_seconds:.1f} 件/秒；"
          f"渲染进程内存峰值（MB）：{'；'.join(mixed_peak)}。\n")  # fmt: skip
    columns = ["文种（格式）", "次数", "墙钟 p50 毫秒", "p95", "CPU 毫秒/件", "页", "目标"]
    table(columns, kinds.lines(options.each, _timed))
    print()
    table(
        ["同一文本，别的程序", "次数", "墙钟 p50 毫秒", "p95"],
        [libreoffice(5), chromium(5), ["本系统（热）", *lines[1][1:4]]],
    )


def numbered(n: int) -> PaperText:
    """A notice that no cache has seen."""
    return replace(NOTICE, number=f"遵人常办〔2026〕{n}号", body=NOTICE.body.replace("27", str(n)))


def cold() -> list[object]:
    """Render processes not yet started."""
    times, cpu, pages = [], [], 0
    for n in range(5):
        printing._pool = printing.Pool()
        took, used, pages = _timed(numbered(n))
        times.append(took)
        cpu.append(used)
        _end_pool()
    return ["冷启动（含启动渲染进程）", len(times), p50(times), p95(times), p50(cpu), pages, ""]


def warm(count: int) -> list[object]:
    """One after the other in a warm process."""
    printing._pool = printing.Pool()
    for n in range(4):
        printing.render(numbered(n))
    measured = [_timed(numbered(100 + n)) for n in range(count)]
    times, cpu = [m[0] for m in measured], [m[1] for m in measured]
    return ["热（逐件）", count, p50(times), p95(times), sum(cpu) / count, measured[0][2], "CPU ≤ 60"]


def long_one(count: int) -> list[object]:
    """The notice of 2016 with its annex, or as long a text of our own."""
    paper, label = _long_paper()
    printing.render(paper)
    measured = [_timed(paper) for _ in range(count)]
    times, cpu = [m[0] for m in measured], [m[1] for m in measured]
    return [label, count, p50(times), p95(times), sum(cpu) / count, measured[0][2], "≤ 500"]


def marked(count: int) -> list[object]:
    """The marked copy of thirty pages that ten hands have changed in two thousand places."""
    chance, wall, cpu = random.Random(2016), [], []
    letters = "".join("".join(chance.choices(NOTICE.body, k=56)) + "\n" for _ in range(300))
    versions = [letters]
    for _ in range(10):
        changed = list(versions[-1])
        for at in chance.sample(range(len(changed)), 200):
            changed[at] = chance.choice(["", "进一步", f"{changed[at]}切实", "的"])
        versions.append("".join(changed))
    for _ in range(count):
        used, begun = time.process_time(), time.perf_counter()
        marking.chained(versions)
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return ["花脸稿（1.7万字，10稿2000处）", count, p50(wall), p95(wall), p50(cpu), 30, "≤ 1000"]


def at_cursor(count: int) -> list[object]:
    """What a pause in typing asks for: two pages in the midst of the long paper, set anew and drawn as pictures."""
    paper, _ = _long_paper()
    annex, wall, page = paper.annexes[0], [], 9
    half = len(annex.body) // 2
    for n in range(count + 1):
        typed = replace(annex, body=f"{annex.body[:half]}{n}{annex.body[half:]}")
        text = replace(paper, annexes=(typed, *paper.annexes[1:]))
        begun = time.perf_counter()
        rendered = printing.render(text, only=(page, page + 1))
        printing.page_images(rendered.pdf, page, page + 1, 84)
        wall.append((time.perf_counter() - begun) * 1000)
    wall, label = wall[1:], f"打字停顿后的版面（第{page}、{page + 1}页）"  # the process may have been cold
    return [label, count, p50(wall), p95(wall), "", rendered.page_count, "≤ 500"]


def _long_paper() -> tuple[PaperText, str]:
    if REAL.exists():
        return replace(
            typesetting.parse(REAL.read_text(encoding="utf-8-sig")), mark=NOTICE.mark
        ), "2016年27号（含附件）"
    text = "\n".join(
        f"{n}．进一步提高认识，加强组织领导，落实工作责任，确保各项任务按期完成。" * 3 for n in range(1, 75)
    )
    return replace(NOTICE, annexes=(Annex(label="附件", title=("工作意见",), body=text),)), "自拟长文（含附件）"


def pooled(
    count: int, paper: Callable[[int], PaperText] = lambda n: numbered(1000 + n), label: str = "池中"
) -> tuple[list[object], float, list[str]]:
    """A thousand from two threads: a line, the seconds, the peak of each process at the tenth part and at the end."""
    say(f"{count} 件")
    papers, lock, times, peaks = iter(range(count)), threading.Lock(), [], {}
    cpu_before = _cpu()

    def clerk() -> None:
        while True:
            with lock:
                n = next(papers, None)
            if n is None:
                return
            begun = time.perf_counter()
            printing.render(paper(n))
            times.append((time.perf_counter() - begun) * 1000)
            if n % 20 == 0 or n >= count - 4:
                for pid, peak in _peaks().items():
                    peaks.setdefault(pid, []).append(peak)

    threads = [threading.Thread(target=clerk) for _ in range(THREADS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    _end_pool()
    cpu = (_cpu() - cpu_before) * 1000 / count
    shown = [f"{series[0]:.0f}→{series[-1]:.0f}" for series in peaks.values()]
    return [f"{label}（{THREADS} 线程）", count, p50(times), p95(times), cpu, "", "≥ 12 件/秒·核"], seconds, shown


# Beside it ---------------------------------------------------------------------------


def as_html() -> str:
    """The notice as a page of HTML."""
    lines = [*NOTICE.title, f"{NOTICE.to}：", *NOTICE.body.split("\n"), *NOTICE.signatories, "2026年5月18日"]
    return "<meta charset=utf-8>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def libreoffice(count: int) -> list[object]:
    """soffice --convert-to pdf, a call a paper."""
    return _other("LibreOffice", shutil.which("soffice"), count, lambda program, folder: [
        program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir",
        folder, f"{folder}/notice.html",
    ])  # fmt: skip


def chromium(count: int) -> list[object]:
    """chromium --print-to-pdf, a call a paper."""
    return _other("Chromium（无界面）", shutil.which("chromium"), count, lambda program, folder: [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run", f"--user-data-dir={folder}/profile",
        f"--print-to-pdf={folder}/notice.pdf", f"file://{folder}/notice.html",
    ])  # fmt: skip


def _other(label: str, program: str | None, count: int, command: Callable[[str, str], list[str]]) -> list[object]:
    if program is None:
        return [label, "未安装", "", ""]
    say(label)
    times = []
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder) / "notice.html", Path(folder) / "notice.pdf"
        page.write_text(as_html(), encoding="utf-8")
        for turn in range(count + 1):
            begun = time.perf_counter()
            subprocess.run(command(program, folder), check=True, capture_output=True, timeout=120)
            if turn:  # the first makes the profile
                times.append((time.perf_counter() - begun) * 1000)
            made.rename(f"{made}.{turn}")
    return [label, count, p50(times), p95(times)]


# What the processes used -------------------------------------------------------------


def _peaks() -> dict[int, float]:
    """The peak of memory of each render process, in MB."""
    found = {}
    for task in Path("/proc/self/task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except OSError:  # a timer's thread that has ended meanwhile
            continue
        for pid in children:
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except FileNotFoundError:
                continue
            if "VmHWM" in status:
                found[int(pid)] = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return found


def _cpu() -> float:
    """Seconds of CPU of this process and all its children that live or have ended."""
    total = sum(os.times()[:4])
    for pid in _peaks():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def _end_pool() -> None:
    while not printing._pool.free.empty():
        printing.Pool._end(printing._pool.free.get())
    printing._pool = printing.Pool()


def _timed(paper: PaperText, files: dict[str, bytes] | None = None) -> tuple[float, float, int]:
    cpu, begun = _cpu(), time.perf_counter()
    made = printing.render(paper, appended=files)
    return (time.perf_counter() - begun) * 1000, (_cpu() - cpu) * 1000, made.page_count


if __name__ == "__main__":
    main()
