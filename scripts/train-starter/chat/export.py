"""From trained weights to the folder that ships: `python -m chat.export --model DIR --out DIR`."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
from pathlib import Path

import nncf
import openvino as ov
from optimum.exporters.openvino import main_export

# What only training needs, or what the card in the repository takes the place of.
DROPPED = ("tokenizer.json", "vocab.json", "merges.txt", "special_tokens_map.json")


def export_model(source: Path, target: Path) -> None:
    """Writes int8 weights, the tokenizers, the chat template and the settings into `target`.

    What else lies in `target`, such as the model card, stays.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=source) as scratch:
        plain = Path(scratch)
        main_export(
            str(source),
            plain,
            task="text-generation-with-past",
            library_name="transformers",
            convert_tokenizer=True,
        )
        for file in sorted(plain.iterdir()):
            place = target / file.name
            if file.is_dir() or file.name in DROPPED or file.name == "openvino_model.bin":
                continue
            if file.name == "openvino_model.xml":
                _compress(file, place)
            elif file.suffix == ".json":
                _copy_settings(file, place)
            else:
                shutil.copyfile(file, place)
    for file in target.glob("*.xml"):
        _strip(file)


def _compress(source: Path, target: Path) -> None:
    core = ov.Core()
    # With a memory map, the file would stay open under the folder that goes away.
    core.set_property({"ENABLE_MMAP": False})
    model = nncf.compress_weights(core.read_model(source), mode=nncf.CompressWeightsMode.INT8_ASYM)
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


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="what training wrote to final/")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    export_model(options.model, options.out)


if __name__ == "__main__":
    main()
