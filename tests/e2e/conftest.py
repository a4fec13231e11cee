"""A browser that complains aloud: refused scripts, errors, missing files, and pages that not everybody can use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import PASSWORD

# Where pictures go, if anybody wants them (scripts/pictures does).
PICTURES = os.environ.get("CONGRESS_PICTURES", "")
SIZES = {"1366": (1366, 768), "360": (360, 740)}


class Visitor:
    """Somebody at a browser: signs in, goes to pages, presses buttons; every page is checked as it is met."""

    def __init__(self, browser, live_server, user) -> None:
        self.complaints: list[str] = []
        self.url, self.user = live_server.url, user
        self.context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.go("/sign-in/")
        self.page.fill("[name=username]", user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(f"{self.url}/")

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path)

    def button(self, name: str):
        """A button of the page, or a link that looks like one."""
        main = self.page.locator("main")
        link, button = (main.get_by_role(role, name=name, exact=True) for role in ("link", "button"))
        return link.or_(button).first

    def press(self, name: str) -> None:
        """Press it, until the page that it leads to has come."""
        with self.page.expect_navigation():
            self.button(name).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = self.page.locator(f"[name={name}]").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def sees(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def check(self, name: str) -> None:
        """Nothing was refused, everybody can use the page, and a picture is taken if one is wanted."""
        faults = Axe().run(self.page).response["violations"]
        serious = [f["id"] for f in faults if f["impact"] in ("serious", "critical")]
        assert serious == [], f"{name}: {serious} {[n['html'] for f in faults for n in f['nodes']][:3]}"
        assert self.complaints == [], name
        for label, (width, height) in SIZES.items() if PICTURES else ():
            self.page.set_viewport_size({"width": width, "height": height})
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{name}-{label}.png", full_page=True)
        if PICTURES:
            self.page.set_viewport_size({"width": 1366, "height": 768})


@pytest.fixture
def visit(browser, live_server):
    """visit(user) gives a Visitor; all browsers are closed afterwards."""
    visitors = []

    def come(user) -> Visitor:
        visitors.append(Visitor(browser, live_server, user))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
