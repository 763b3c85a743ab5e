"""The tables of the benchmarks say what was measured, what was not, and why."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from speed.comparison import Alone, Calls, Commands, Disagreement, Goal, Measured, NotRun, Run
from speed.stopwatch import Cities, in_turn, measured
from speed.table import full_table, number, put, row, short_table


def step(goal: Goal, *, peer: str = "peer") -> Calls:
    return Calls("step", 1_000_000, _never, peer, _never, _never, goal)


def _never(*given):
    raise AssertionError("a table runs nothing")


def runs(*seconds: float, mb: float = 50.0) -> tuple[Run, ...]:
    return tuple(Run(each, 2 * each, mb) for each in seconds)


def test_the_ratio_is_taken_pair_by_pair_and_shown_with_its_spread():
    result = Measured(step(Goal("S1", faster=15)), runs(0.1, 0.2, 0.1), runs(2.0, 3.0, 1.8, mb=900), "equal")

    assert row(result) == (
        "| step | 1,000,000 | 0.1 | peer | 2.0 | 18 × faster (15–20) | 18 | 3 | 50 / 900 | equal "
        "| S1: ≥ 15 × faster: met |"
    )


def test_a_slower_side_is_said_to_take_as_long_as_it_takes():
    result = Measured(step(Goal()), runs(3.0, 5.0), runs(1.0, 2.0), "equal")

    assert "| 2.8 × as long (2.5–3.0) |" in row(result)


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (Goal("S", faster=9), True),
        (Goal("S", faster=11), False),
        (Goal("S", long=0.2), True),
        (Goal("S", long=0.05), False),
        (Goal("S", seconds=1), True),
        (Goal("S", seconds=0.9), False),
        (Goal("S", faster=9, mb=40), False),
    ],
)
def test_an_aim_is_met_only_if_every_part_of_it_is(goal, is_met):
    result = Measured(step(goal), runs(1.0, 1.0, 7.0), runs(10.0, 10.0, 70.0), "equal")

    assert result.is_met() is is_met


def test_what_was_not_timed_says_why_and_claims_neither_met_nor_missed():
    result = Measured(step(Goal("S2", faster=25)), why_not="not run: No module named 'dbscan' | end")

    assert row(result).endswith("| not run: No module named 'dbscan' / end | S2: ≥ 25 × faster |")


def test_every_row_has_as_many_cells_as_its_head():
    command = Commands("job", 5, [], "parse", [], str, Goal("S4", long=2.5, mb=700))
    results = [
        Measured(step(Goal()), runs(1.0), runs(2.0), "equal"),
        Measured(step(Goal()), why_not="not run"),
        Measured(command, runs(3.0), runs(2.0), "equal"),
        Measured(Alone("start", 0, [], Goal("S6", seconds=2)), runs(1.0)),
        Measured(Alone("start", 0, []), why_not="not run"),
    ]

    for table in full_table(results).split("\n\n"):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_the_short_table_has_the_rows_with_an_aim_that_were_run():
    aimed, plain = step(Goal("S1", faster=2), peer="aimed"), step(Goal(), peer="plain")
    results = [Measured(aimed, runs(1.0), runs(2.0), "equal"), Measured(plain, runs(1.0), runs(2.0), "equal")]
    results.append(Measured(aimed, why_not="not run"))

    shown = short_table(results).splitlines()[2:]

    assert shown == ["| step | 1,000,000 | 1.0 | aimed | 2.0 | 2.0 × faster (2.0–2.0) |"]


def test_numbers_keep_two_significant_digits_at_least():
    assert [number(each) for each in (0.0456, 0.999, 1.26, 12.6, 1234.5)] == [
        "0.046",
        "1",
        "1.3",
        "13",
        "1,234",
    ]


def test_a_table_replaces_what_stands_between_its_markers_and_nothing_else(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n", encoding="utf-8")

    put(document, "speed", "new")
    put(document, "speed", "newer")

    expected = "before\n<!-- speed -->\nnewer\n<!-- /speed -->\nafter\n"
    assert document.read_text(encoding="utf-8") == expected


def test_a_document_without_the_markers_is_left_as_it_is(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("before\n<!-- speed -->\nafter\n", encoding="utf-8")

    with pytest.raises(ValueError, match="needs one <!-- speed --> and one <!-- /speed -->"):
        put(document, "speed", "new")

    assert document.read_text(encoding="utf-8") == "before\n<!-- speed -->\nafter\n"


def test_the_sides_run_in_turn():
    order = []

    def side(name):
        order.append(name)
        return Run(0.0, 0.0, 0.0)

    in_turn(lambda: side("ours"), lambda: side("peer"), 3, 60.0)

    assert order == ["ours", "peer"] * 3


def test_one_pair_is_run_even_without_any_time_left():
    ours, peer = in_turn(lambda: Run(1.0, 1.0, 0.0), lambda: Run(2.0, 1.0, 0.0), 5, 0.0)

    assert (len(ours), len(peer)) == (1, 1)


@pytest.mark.parametrize(
    ("error", "said"),
    [(Disagreement("3 rows"), "the answers differ: 3 rows"), (NotRun("no polars"), "not run: no polars")],
)
def test_nothing_is_timed_where_the_answers_differ_or_a_side_fails(error, said, tmp_path):
    def check() -> str:
        raise error

    nothing = [sys.executable, "-S", "-c", ""]
    comparison = Commands("job", 1, nothing, "peer", nothing, check)

    result = measured(comparison, cities=Cities(tmp_path, tmp_path), peers=Path(), repeats=2, budget_s=9.0)

    assert (result.why_not, result.ours) == (said, ())


def test_a_command_that_fails_is_reported_with_the_last_line_it_said(tmp_path):
    broken = [sys.executable, "-S", "-c", "raise SystemExit('no such city')"]

    result = measured(
        Alone("job", 1, broken), cities=Cities(tmp_path, tmp_path), peers=Path(), repeats=2, budget_s=9.0
    )

    assert result.why_not == "not run: no such city"


def test_both_documents_have_a_place_for_the_tables():
    root = Path(__file__).parents[1]

    for name in ("README.md", "docs/performance.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert text.count("<!-- speed -->") == text.count("<!-- /speed -->") == 1
