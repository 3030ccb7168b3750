"""A real browser for the tests: the system's Chromium, headless, that reaches nothing but this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = Axe().axe_script
# Without "preload" axe does not fetch the style sheets again, which browsers forbid for pages opened from a folder. It
# takes its time over the contrast of each word: it is asked for two of all that have the same colours, size and weight.
# What still fades in would have too little.
START_AXE = """() => {
    document.getAnimations().forEach(animation => animation.cancel());
    const words = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const ground = element => {
        const colour = getComputedStyle(element).backgroundColor;
        return colour === 'rgba(0, 0, 0, 0)' && element.parentElement ? ground(element.parentElement) : colour };
    const looks = {}, some = [];
    for (const element of document.querySelectorAll('body *'))
        if (words(element) && element.checkVisibility()) {
            const {color, fontSize, fontWeight, opacity} = getComputedStyle(element);
            const look = [element.tagName, color, ground(element), fontSize, fontWeight, opacity].join();
            looks[look] = (looks[look] || 0) + 1;
            if (looks[look] <= 2) some.push(element) }
    const all = {resultTypes: ['violations'], preload: false};
    window.axeFound = (async () => [
        ...(await axe.run({...all, rules: {'color-contrast': {enabled: false}}})).violations,
        ...(await axe.run({include: some}, {...all, runOnly: ['color-contrast']})).violations])() }"""
TOLD_BY_AXE = """async () => (await window.axeFound)
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => `${found.id} (${found.impact}), ${found.nodes.length} times, first: ${found.nodes[0].html}`)"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that CHROMIUM names, or the first of ``NAMES``; without one the test is skipped, or fails."""
    wanted = os.environ.get("CHROMIUM")
    path = next(filter(None, map(shutil.which, [wanted] if wanted else NAMES)), None)
    if path is None:
        what = f"CHROMIUM={wanted} is no program" if wanted else "No browser found"
        remedy = "Install Chromium (Debian: apt-get install chromium), or set CHROMIUM to the path of a browser."
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(f"{what}. {remedy}")
    root = getattr(os, "geteuid", lambda: 1)() == 0
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work as root.
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=not root, args=[alone])
        yield browser
        browser.close()


class Tab:
    """A page that keeps account of what goes wrong in it; ``home`` begins every address that it may ask for."""

    def __init__(self, browser: Browser, home: str, width: int = 1280, timeout: int = 30, **options):
        self.page: Page = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
        self.page.set_default_timeout(timeout * 1000)
        self.wrong: list[str] = []
        self.home = home
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", lambda answer: answer.status < 400 or self._note(f"{answer.status}: {answer.url}"))
        self.page.on("dialog", self._dialog)

    def _note(self, what: str) -> None:
        self.wrong.append(f"{self.page.url}: {what}")

    def _failed(self, request) -> None:
        # A page that is left breaks off what it still asks for, its icon above all; what is not there fails otherwise.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} ({request.failure})")

    def _said(self, message) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console {message.type}: {message.text} {message.location['url']}")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self._note(f"asks for {request.url}")

    def _dialog(self, dialog) -> None:
        self._note(f"opens a dialog: {dialog.message}")
        dialog.dismiss()

    def start_axe(self) -> None:
        """Begin the accessibility check; another tab can be used until its findings are asked for."""
        self.page.evaluate(AXE)
        self.page.evaluate(START_AXE)

    def told_by_axe(self) -> list[str]:
        """The serious and critical faults that axe-core found."""
        return self.page.evaluate(TOLD_BY_AXE)

    def close(self) -> None:
        """Close the page and forget its cookies."""
        self.page.context.close()
