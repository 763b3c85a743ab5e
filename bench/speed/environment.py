"""The peers' packages, in an environment of their own: nothing of theirs is installed beside Hotspot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[1]
FOLDER = BENCH.parent / ".venv-peers"
PINS = BENCH / "peers.txt"


def peers_python() -> tuple[Path, list[str]]:
    """Return the interpreter of the peers' environment, and the pins that could not be installed.

    The environment is made where it is missing or was made for other pins. Where the packages cannot be
    installed together they are installed one by one, so that one that is missing costs its own lines only.
    """
    python = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    noted = FOLDER / "installed.json"
    if noted.exists():
        made_for, missing = json.loads(noted.read_text(encoding="utf-8"))
        if made_for == pins():
            return python, missing
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    missing = []
    if subprocess.run([*pip, "-r", str(PINS)], stderr=subprocess.DEVNULL).returncode:
        missing = [pin for pin in pins() if subprocess.run([*pip, pin]).returncode]
    noted.write_text(json.dumps([pins(), missing]), encoding="utf-8")
    return python, missing


def pins() -> list[str]:
    """Return the lines of peers.txt that name a package."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
