"""Time both sides in turn: ours, theirs, ours, theirs, so that a busy moment of the machine meets both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from speed.comparison import Alone, Calls, Commands, Disagreement, Measured, NotRun, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speed.comparison import Comparison, Prepare

BENCH = Path(__file__).parents[1]


class Cities(NamedTuple):
    """The folders of a small city to warm up on and of the one to measure on."""

    small: Path
    city: Path


def measured(
    comparison: Comparison, *, cities: Cities, peers: Path, repeats: int, budget_s: float
) -> Measured:
    """Check that the answers agree, then time `repeats` pairs, fewer where they take over `budget_s`."""
    try:
        match comparison:
            case Calls():
                return _calls(comparison, cities, peers, repeats, budget_s)
            case Commands():
                return _commands(comparison, repeats, budget_s)
            case Alone():
                command(comparison.ours)  # the first run fills caches
                ours, _ = in_turn(lambda: command(comparison.ours), None, repeats, budget_s)
                return Measured(of=comparison, ours=ours)
    except Disagreement as said:
        return Measured(of=comparison, why_not=f"the answers differ: {said}")
    except NotRun as said:
        return Measured(of=comparison, why_not=f"not run: {said}")


def in_turn(
    ours: Callable[[], Run], peer: Callable[[], Run] | None, repeats: int, budget_s: float
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Run both in turn, at least once; begin no new pair that would end after `budget_s` seconds."""
    begin, ours_runs, peer_runs = time.perf_counter(), [], []
    for done in range(1, repeats + 1):
        ours_runs.append(ours())
        if peer is not None:
            peer_runs.append(peer())
        if (time.perf_counter() - begin) * (done + 1) / done > budget_s:
            break
    return tuple(ours_runs), tuple(peer_runs)


def _calls(comparison: Calls, cities: Cities, peers: Path, repeats: int, budget_s: float) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        our_answer, peer_answer = Path(folder) / "ours.npy", Path(folder) / "peer.npy"
        with (
            warm(Path(sys.executable), comparison.ours, our_answer, cities) as ours,
            warm(peers, comparison.peer, peer_answer, cities) as peer,
        ):
            first_ours, first_peer = ours.run(), peer.run()
            ours.save()
            peer.save()
            agreement = comparison.agreement(cities.city, our_answer, peer_answer)
            timed = in_turn(ours.run, peer.run, repeats, budget_s)
    # memory from the first runs: later ones reuse what the first took from the system
    ours_runs, peer_runs = (
        tuple(run._replace(mb=first.mb) for run in runs)
        for first, runs in zip((first_ours, first_peer), timed, strict=True)
    )
    return Measured(of=comparison, ours=ours_runs, peer=peer_runs, agreement=agreement)


def _commands(comparison: Commands, repeats: int, budget_s: float) -> Measured:
    command(comparison.ours)
    command(comparison.peer)
    agreement = comparison.agreement()
    ours, peer = in_turn(
        lambda: command(comparison.ours), lambda: command(comparison.peer), repeats, budget_s
    )
    return Measured(of=comparison, ours=ours, peer=peer, agreement=agreement)


def command(argv: list[str]) -> Run:
    """Run a command in a process of its own; raises NotRun with the last line it said where it fails."""
    launched = [sys.executable, "-S", "-E", str(BENCH / "speed" / "launcher.py"), *argv]
    done = subprocess.run(launched, cwd=BENCH.parent, capture_output=True, text=True)
    code, *found = json.loads(done.stdout)
    if code:
        raise NotRun(_last_line(done.stderr) or f"exit code {code}")
    return Run(*found)


@contextmanager
def warm(python: Path, prepare: Prepare, answer: Path, cities: Cities) -> Iterator[Worker]:
    """Start a process that runs one side on demand (see worker.py); it ends with the block."""
    name = f"{prepare.__module__}:{prepare.__qualname__}"
    with tempfile.TemporaryFile("w+") as errors:
        process: subprocess.Popen[str] = subprocess.Popen(
            [str(python), "-m", "speed.worker", name, *map(str, cities), str(answer)],
            env={**os.environ, "PYTHONPATH": str(BENCH)}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        try:
            yield Worker(process, errors)
        finally:
            process.kill()
            process.communicate()


class Worker(NamedTuple):
    """A warm process and what it says when it fails."""

    process: subprocess.Popen[str]
    errors: IO[str]

    def run(self) -> Run:
        """Ask for one run and wait for it."""
        return Run(*json.loads(self._reply_to("run")))

    def save(self) -> None:
        """Have what the last run found saved as the answer."""
        self._reply_to("save")

    def _reply_to(self, asked: str) -> str:
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: S101, PT018
        try:
            print(asked, file=self.process.stdin, flush=True)
            reply = self.process.stdout.readline()
        except BrokenPipeError:
            reply = ""
        if not reply:
            self.process.wait()
            self.errors.seek(0)
            raise NotRun(_last_line(self.errors.read()) or f"ended with {self.process.returncode}")
        return reply


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else ""
