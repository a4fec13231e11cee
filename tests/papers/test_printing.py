"""A crash fails one paper with words, and the next one is printed."""

import io
import os
import resource
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from congress import pdf, printing, render_worker, typesetting
from congress.typesetting import fonts, markup, warnings
from tests.papers.conftest import notice


def test_a_paper_that_takes_too_long_is_stopped_and_the_next_is_printed():
    with pytest.raises(printing.PrintError, match="没有完成，已停止"):
        printing.render(notice(3), timeout=0.001)
    assert printing.render(notice(3)).page_count == 2


def test_a_killed_process_fails_one_paper_with_words(monkeypatch):
    printing.render(notice(1))
    original = render_worker.write_frame

    def kill(stream, value):
        process.popen.kill()
        process.popen.wait()
        original(stream, value)

    process = printing._pool.free.get()
    printing._pool.free.put(process)
    monkeypatch.setattr(render_worker, "write_frame", kill)
    with pytest.raises(printing.PrintError, match="异常退出"):
        printing.render(notice(1))
    monkeypatch.undo()
    assert printing.render(notice(1)).page_count == 2


def test_a_process_without_memory_fails_one_paper_with_words_and_the_next_is_printed():
    printing.render(notice(1))
    process = next(process for process in printing._pool.free.queue if process)
    # as if the limit of the worker had been reached
    resource.prlimit(process.popen.pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
    with pytest.raises(printing.PrintError, match=r"内存|异常退出"):
        for _ in range(printing.PROCESSES):
            printing.render(notice(40))
    assert printing.render(notice(1)).page_count == 2


def test_what_weasyprint_will_not_take_is_told_without_its_words(monkeypatch):
    monkeypatch.setattr(printing.markup, "html", lambda made: 7)
    with pytest.raises(printing.PrintError, match="请检查正文中的特殊字符"):
        printing.render(notice(1))


def test_a_process_is_replaced_after_enough_papers(monkeypatch):
    printing.render(notice(1))
    monkeypatch.setattr(printing, "RECYCLE_AFTER", 0)
    before = printing._pool.free.queue[-1].popen.pid
    printing.render(notice(1))
    assert printing._pool.free.queue[-1].popen.pid != before


def test_nothing_is_fetched_from_anywhere():
    with pytest.raises(ValueError, match="refused"):
        pdf.refuse("file:///etc/passwd")


def test_drawing_puts_each_object_into_the_file_once_and_whole():
    """The same file as pydyf would write, but for the deflating: every page, its text, its tags, an ID."""
    made = typesetting.compose(notice(3))
    content, count = pdf.Drawer().draw(markup.html(made), markup.sheet(made.format))
    reader = PdfReader(io.BytesIO(content), strict=True)
    assert count == len(reader.pages) == 2
    assert "关于召开全市县乡人大工作座谈会的通知" in reader.pages[0].extract_text().replace("\n", "")
    assert reader.trailer["/ID"] and reader.trailer["/Root"]["/StructTreeRoot"]


def answers(monkeypatch, draw, *asked):
    """What the render process answers to these questions."""
    question, answer = io.BytesIO(), io.BytesIO()
    for one in asked:
        render_worker.write_frame(question, one)
    question.seek(0)
    monkeypatch.setattr(pdf, "Drawer", lambda: SimpleNamespace(draw=draw))
    monkeypatch.setattr(resource, "setrlimit", lambda *limits: None)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=question))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answer))
    render_worker.main()
    assert sys.stdout is sys.stderr
    monkeypatch.undo()
    answer.seek(0)
    return [render_worker.read_frame(answer) for _ in asked]


def test_the_render_process_answers_every_question_until_the_pipe_is_closed(monkeypatch):
    def draw(markup, sheet):
        if markup == "big":
            raise MemoryError
        if markup == "bad":
            raise ValueError(sheet)
        return b"%PDF", 2

    asked = [{"html": word, "sheet": "no such face"} for word in ("good", "big", "bad", "good")]
    good = {"pdf": "JVBERg==", "pages": 2}
    assert answers(monkeypatch, draw, *asked) == [
        good, {"fault": "memory"}, {"fault": "ValueError: no such face"}, good,
    ]  # fmt: skip


def test_a_process_that_had_too_little_memory_says_so_and_stays(monkeypatch):
    monkeypatch.setattr(printing.render_worker, "read_frame", lambda stream: {"fault": "memory"})
    with pytest.raises(printing.PrintError, match="内存超过上限"):
        printing.render(notice(1))


def test_another_number_of_pages_than_was_set_is_no_paper(monkeypatch):
    monkeypatch.setattr(printing, "_ask", lambda *asked: (b"%PDF", 9))
    with pytest.raises(printing.PrintError, match="排版出错"):
        printing.render(notice(1))


def test_a_pipe_that_breaks_at_the_end_of_a_process_is_no_fault():
    """A process that was killed in the middle of a frame leaves bytes that cannot be flushed."""
    process = printing.Pool._start()
    process.popen.kill()
    process.popen.wait()
    process.popen.stdin.write(b"half a frame")
    printing.Pool._end(process)
    assert process.popen.stdin.closed


def test_a_forked_process_has_render_processes_of_its_own(monkeypatch):
    before = printing._pool
    child = os.fork()
    if child == 0:
        os._exit(0 if printing._pool is not before and not any(printing._pool.free.queue) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    monkeypatch.setattr(printing, "_pool", before)
    printing._forget_pool()
    assert printing._pool is not before


def test_pages_that_cannot_be_pictured_are_told_with_words():
    with pytest.raises(printing.PrintError, match="生成预览图失败"):
        printing.page_images(b"no PDF", 1, 1)


def test_a_character_without_a_font_is_told_by_name():
    said = " ".join(w.message for w in warnings(notice(1, body="王翀、李㛃、𬬻同志参加。")))
    assert "翀" in said and "㛃" in said
    assert "将用" in said


def test_a_character_that_no_font_has_is_told_to_print_as_a_box():
    assert any("会印成方框" in w.message for w in warnings(notice(1, body="王\U000f0000同志参加。")))


def test_without_fontconfig_every_face_is_missing_and_a_broken_font_has_no_widths(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fonts._listed.__wrapped__() == ()
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"no font")
    assert fonts._advances.__wrapped__(str(broken), 0) == {}


def test_a_preview_draws_the_pages_it_is_asked_for_and_counts_them_all():
    made = printing.render(notice(20), only=(2, 2))
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]
    assert made.page_count == len(texts) == 4
    assert "遵义市" in texts[1] and "座谈会" not in texts[0] and not texts[3].strip()
    beyond = PdfReader(io.BytesIO(printing.render(notice(1), only=(9, 9)).pdf))
    assert beyond.pages[-1].extract_text().strip()


def test_pages_as_pictures_are_pngs_in_order():
    pictures = printing.page_images(printing.render(notice(1)).pdf, 1, 2, dpi=40)
    assert len(pictures) == 2 and all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_a_title_that_does_not_end_with_its_kind_is_told():
    assert any("文种" in w.message for w in warnings(notice(1, title=("关于召开会议",))))


def test_a_tightened_signature_is_told():
    three = ("市人大常委会办公室", "市人民政府办公室", "市政协办公室")
    for signatories, words in (((three[0],), "压缩行距"), (three, "已移至")):
        papers = [notice(n, signatories=signatories) for n in range(1, 24)]
        said = [w.message for paper in papers for w in typesetting.warnings(paper) if w.about == "署名"]
        assert any(words in message for message in said)


def test_no_face_is_without_a_font_on_this_machine():
    assert printing.missing_fonts() == []


def test_the_command_typesets_a_file_without_the_database(tmp_path, real_input):
    source, target = tmp_path / "a.txt", tmp_path / "a.pdf"
    source.write_text(real_input)
    call_command("typeset", str(source), "--to", str(target), "--cc", "市委办公室", "--printed-on", "2016-05-26")
    assert target.read_bytes().startswith(b"%PDF")


def test_the_command_names_the_line(tmp_path):
    source = tmp_path / "a.txt"
    source.write_text("遵人常办〔2026〕8号\n关于开会的通知\n开会。\n办公室\n2026年2月30日")
    with pytest.raises(CommandError, match="第5行"):
        call_command("typeset", str(source), "--to", str(tmp_path / "a.pdf"))
    with pytest.raises(CommandError, match="不能读写文件"):
        call_command("typeset", str(tmp_path / "none.txt"), "--to", str(tmp_path / "a.pdf"))
    assert not Path(tmp_path / "a.pdf").exists()


def test_what_is_printed_is_what_was_signed():
    """Marks that turn the direction of text, or that nobody sees, reach neither the digest nor the page."""
    plain, tricky = notice(1, title=("关于召开会议的通知",)), notice(1, title=("关于\u202e召开\u200b会议的通知",))
    assert typesetting.digest(plain) == typesetting.digest(tricky)
    assert typesetting.html(typesetting.compose(plain)) == typesetting.html(typesetting.compose(tricky))


def test_a_title_that_looks_like_a_template_is_a_title():
    html = typesetting.html(typesetting.compose(notice(1, title=("关于{{ pages }}的通知",))))
    assert html.count("<section") == 2 and "关于{{ pages }}的通知" in html


def test_an_unknown_choice_of_face_is_passed_over():
    assert typesetting.compose(notice(1, faces=("x", "1 heading"))).pages


def test_nobody_waits_for_ever_for_a_free_process(monkeypatch):
    monkeypatch.setattr(printing, "_pool", printing.Pool())
    for _ in range(printing.PROCESSES):
        printing._pool.free.get()
    with pytest.raises(printing.PrintError, match="都在忙"):
        printing.render(notice(1), timeout=0.05)
