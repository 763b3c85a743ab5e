"""A test that is skipped where it could have run has tested nothing: in CI it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
SKIPPED = "import pytest\n\ndef test_it():\n    pytest.skip({reason!r})\n"
MODULE = "import pytest\n\npytest.importorskip('no_such_package', reason={reason!r})\n"


@pytest.mark.parametrize("text", [SKIPPED, MODULE], ids=["test", "module"])
@pytest.mark.parametrize(
    ("reason", "ci", "passes"),
    [
        ("node runs the script", "true", False),
        ("node runs the script", "", True),
        ("the real data of x are not here", "true", True),
    ],
)
def test_in_ci_a_skipped_test_fails_unless_it_needs_what_ci_need_not_have(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    *,
    text: str,
    reason: str,
    ci: str,
    passes: bool,
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(text.format(reason=reason))

    found = pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes()

    assert found.get("skipped", 0) == passes
    assert found.get("failed", 0) + found.get("errors", 0) == (not passes)
