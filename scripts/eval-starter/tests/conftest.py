"""Tests import the check, and the renderer that it is tried on."""

import sys
from pathlib import Path

SCRIPTS = Path(__file__).parent.parent.parent
# The renderer first: its package has the name of a script here.
sys.path[:0] = [str(SCRIPTS / "train-starter"), str(SCRIPTS / "eval-starter")]
