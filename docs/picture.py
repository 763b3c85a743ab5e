"""The README's picture: the map of the sample city, as headless Chromium shows it.

python docs/picture.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT = 1500, 860


def main() -> None:
    """Rank the sample city into a temporary folder and save what the page shows as docs/map.png."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        raise SystemExit("no Chromium found: install it, then try again")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        rank = [sys.executable, str(ROOT / "cli.py"), "rank", "-q", "--out", f"{folder}/maps"]
        subprocess.run(rank, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
        page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True).new_page()
        page.goto(Path(folder, "maps", "map.html").as_uri())
        page.wait_for_selector("html.ready")
        page.locator("#rows button").first.click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "docs" / "map.png")
        browser.close()


if __name__ == "__main__":
    main()
