"""Adapters are looked at before the engine reads them."""

import json
import struct
from pathlib import Path

import pytest

from atelier_runtime.adapters import adapter_config
from atelier_runtime.messages import RefusedError

MODELS = Path(__file__).parent.parent / "test-models"
WHOLE = (MODELS / "qwen2-tiny-adapter" / "adapter_model.safetensors").read_bytes()


def file_of(header):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text


BROKEN = {
    "empty": b"",
    "shorter than its length": b"\x01\x00",
    "longer than any": b"\xff" * 64,
    "cut in its header": WHOLE[:100],
    "cut in its data": WHOLE[:-1],
    "a page": b"<html>Not found</html>",
    "a list": file_of([1]),
    "without places": file_of({"a.lora_A.weight": {"dtype": "F32"}}),
    "of odd places": file_of({"a.lora_A.weight": {"data_offsets": [0, "8"]}}),
    "no adapter": file_of({"weight": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}),
}


def refused(path):
    with pytest.raises(RefusedError) as caught:
        adapter_config({"adapters": [{"path": str(path), "alpha": 1}]})
    assert str(path) in caught.value.message
    return caught.value.code


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_is_refused_by_name(tmp_path, name):
    path = tmp_path / "broken.safetensors"
    path.write_bytes(BROKEN[name])
    assert refused(path) == "CANNOT_START"


def test_a_missing_one_is_refused_by_name(tmp_path):
    assert refused(tmp_path / "missing.safetensors") == "MODEL_MISSING"


def test_a_whole_one_is_taken(tmp_path):
    path = tmp_path / "whole.safetensors"
    path.write_bytes(WHOLE)
    assert adapter_config({"adapters": [{"path": str(path), "alpha": 0.5}]}) is not None
    assert adapter_config({"adapters": []}) is None
