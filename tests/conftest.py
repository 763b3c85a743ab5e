"""Property tests are judged by their law, not by the clock; pages are opened in Chromium, offline."""

from __future__ import annotations

import base64
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings

from hotspot.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser, Page

settings.register_profile("hotspot", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("hotspot")

WIDE = {"width": 1366, "height": 768}
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-sync", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
)
TILE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # one clear pixel
ROOT = Path(__file__).parents[1]
# What the machine of CI need not have: data that are not ours to pass on, an engine of many machines,
# another system. Whatever else is skipped there has gone untested without anybody noticing.
MAY_BE_SKIPPED = re.compile(r"real (data|streets)|at hand|is not here|extract of|pyspark|Windows")


def without(what: str, to_do: str) -> NoReturn:
    """Skip a test that needs something from outside Python; in CI it fails: nothing stays untested."""
    if os.environ.get("CI"):
        pytest.fail(f"no {what}: {to_do}")
    pytest.skip(f"no {what}: {to_do}")


def _not_in_ci(report: Any) -> Any:
    """Return the report of a test or a module as a failure, where it was skipped and may not be."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if not MAY_BE_SKIPPED.search(reason):
            report.outcome, report.longrepr = "failed", f"not to be skipped in CI: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Let no test be skipped unnoticed in CI."""
    return _not_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """Let no module of tests be skipped unnoticed in CI."""
    return _not_in_ci((yield))


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[object, str, str]]:
    """Run a command in an empty folder; return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return call


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        without("Chromium", "apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which looks for barriers in a page."""
    file = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not file.exists():
        without("axe-core", "npm install --no-package-lock")
    return file.read_text(encoding="utf-8")


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a file or a text of HTML offline; in the end no word, error, dialog or request came of it.

    `open_page(page, viewport, ready="html.ready", tiles="", **context)`: `ready` is what to wait for (None:
    nothing), `tiles` the host that may be asked for tiles and gives empty ones, `context` goes to
    Playwright's new_context, such as color_scheme="dark".
    """
    contexts = []
    troubles: list[str] = []

    def note(kind: str, text: str) -> None:
        troubles.append(f"{kind}: {text}")

    def opened(
        given: Path | str,
        viewport: dict[str, int] | None = None,
        *,
        ready: str | None = "html.ready",
        tiles: str = "",
        **context: Any,
    ) -> Page:
        file = given if isinstance(given, Path) else tmp_path / f"page{len(contexts)}.html"
        if isinstance(given, str):
            file.write_text(given, encoding="utf-8")
        contexts.append(browser.new_context(**{"offline": True, "viewport": viewport or WIDE, **context}))
        known = ("file:", "data:", "blob:", *filter(None, [tiles]))
        if tiles:
            contexts[-1].route(
                f"{tiles}/**", lambda route: route.fulfill(body=TILE, content_type="image/gif")
            )
        page = contexts[-1].new_page()
        page.on("console", lambda message: note("console", message.text))
        page.on("pageerror", lambda error: note("error", str(error)))
        page.on("dialog", lambda dialog: (note("dialog", dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: asked.url.startswith(known) or note("request", asked.url))
        page.goto(file.as_uri())
        if ready:
            page.wait_for_selector(ready, timeout=5_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []
