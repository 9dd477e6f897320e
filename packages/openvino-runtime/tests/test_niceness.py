"""A runtime that gives way does so before processes of other sessions too."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PROGRAM = """
import os
from pathlib import Path
from atelier_runtime.niceness import give_way
before = os.getpriority(os.PRIO_PROCESS, 0)
give_way(7)
print(os.getpriority(os.PRIO_PROCESS, 0) == min(before + 7, 19))
print(Path("/proc/self/autogroup").read_text().split()[-1])
"""


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="no groups of sessions")
def test_gives_way_in_a_session_of_its_own():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "7"]
