"""From a folder of PyTorch weights to one of OpenVINO's, compressed."""

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import nncf
import openvino as ov
from optimum.exporters.openvino import main_export

Precision = Literal["int8", "int8-sym", "int4"]

# What only training or another library needs.
DROPPED = ("tokenizer.json", "vocab.json", "merges.txt", "special_tokens_map.json")


def export_model(source: Path, target: Path, task: str, precision: Precision) -> None:
    """Writes `target` anew: the models of `source`, their tokenizers and settings.

    `int4` keeps the first and last layer in int8 and shares a scale among 128 weights.
    """
    library = "diffusers" if task == "text-to-image" else "transformers"
    if target.exists():
        shutil.rmtree(target)
    with tempfile.TemporaryDirectory(dir=source) as scratch:
        plain = Path(scratch) / "plain"
        main_export(
            str(source),
            plain,
            task=task,
            library_name=library,
            convert_tokenizer=True,
            model_loading_kwargs=_absent_parts(source),
        )
        for file in sorted(plain.rglob("*")):
            place = target / file.relative_to(plain)
            if file.is_dir() or file.name in DROPPED or file.name == "openvino_model.bin":
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            if file.name == "openvino_model.xml":
                _compress(file, place, precision)
            elif file.suffix == ".json":
                _copy_settings(file, place)
            else:
                shutil.copyfile(file, place)
    for file in target.rglob("*.xml"):
        _strip(file)


def _absent_parts(source: Path) -> dict[str, None]:
    """The parts that a diffusion pipeline goes without, which its loader wants to be told of."""
    index = source / "model_index.json"
    if not index.is_file():
        return {}
    parts = json.loads(index.read_text(encoding="utf-8"))
    return {name: None for name, kind in parts.items() if kind == [None, None]}


def _compress(source: Path, target: Path, precision: Precision) -> None:
    core = ov.Core()
    # With a memory map, the file would stay open under the folder that goes away.
    core.set_property({"ENABLE_MMAP": False})
    model = core.read_model(source)
    if precision == "int4":
        model = nncf.compress_weights(
            model, mode=nncf.CompressWeightsMode.INT4_SYM, group_size=128, ratio=1.0
        )
    else:
        # Zero points are the usual form; without them the graph has a third fewer layers.
        mode = nncf.CompressWeightsMode
        model = nncf.compress_weights(
            model, mode=mode.INT8_SYM if precision == "int8-sym" else mode.INT8_ASYM
        )
    ov.save_model(model, target, compress_to_fp16=True)


def _copy_settings(source: Path, target: Path) -> None:
    """Leaves out where on this machine the weights lay."""
    settings = json.loads(source.read_text(encoding="utf-8"))
    settings.pop("_name_or_path", None)
    target.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _strip(file: Path) -> None:
    """Takes out the white space between tags: a third of the file."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r">\s+<", "><", text).strip() + "\n", encoding="utf-8")
