"""Tests import the packages beside this folder."""

import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

# What trains needs torch, which running Atelier and its tests does not.
if find_spec("torch") is None:
    collect_ignore = ["test_chat_tokens.py", "test_image_training.py"]
