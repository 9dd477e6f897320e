"""Makes OpenVINO models for tests and benchmarks: `make.py --out DIR [--shape SHAPE]`."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Nothing here comes from a model hub, and nobody should wait for one.
os.environ["HF_HUB_OFFLINE"] = "1"

from adapter import write_adapter
from export import Precision, export_model
from image_model import SD15, SD_12M, SMALLEST, ImageShape, write_image_model
from text_model import QWEN_1_5B, QWEN_7M, TextShape, write_random_text_model, write_text_model

SEED = 1

Make = Callable[[Path], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the models")
    parser.add_argument("--shape", choices=SHAPES, default="tiny")
    parser.add_argument("--only", nargs="*", help="names of some models of the shape")
    options = parser.parse_args()
    for name, make in SHAPES[options.shape].items():
        if not options.only or name in options.only:
            started = time.monotonic()
            make(options.out / name)
            print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)


def _chat(thinking: bool) -> Make:
    def make(target: Path) -> None:
        with _scratch(target) as source:
            print(f"  loss {write_text_model(Path(source), SEED, thinking=thinking):.4f}")
            export_model(Path(source), target, "text-generation-with-past", "int8")

    return make


def _gguf(thinking: bool) -> Make:
    def make(target: Path) -> None:
        # Only this shape needs the library for the format.
        from to_gguf import write_gguf

        with _scratch(target) as source:
            print(f"  loss {write_text_model(Path(source), SEED, thinking=thinking):.4f}")
            write_gguf(Path(source), target)

    return make


def _random_chat(shape: TextShape, precision: Precision) -> Make:
    def make(target: Path) -> None:
        with _scratch(target) as source:
            write_random_text_model(Path(source), SEED, shape)
            export_model(Path(source), target, "text-generation-with-past", precision)

    return make


def _images(kind: str, shape: ImageShape, precision: Precision = "int8") -> Make:
    def make(target: Path) -> None:
        with _scratch(target) as source:
            write_image_model(Path(source), kind, shape, SEED)
            export_model(Path(source), target, "text-to-image", precision)

    return make


def _overlay(make: Make, base: str) -> Make:
    """Leaves out the parts that the model `base` beside it has too."""

    def make_and_trim(target: Path) -> None:
        make(target)
        for part in sorted(target.iterdir()):
            if part.is_dir() and _same(part, target.parent / base / part.name):
                shutil.rmtree(part)

    return make_and_trim


def _from_words_alone(make: Make) -> Make:
    """Leaves out what only a picture to start from needs."""

    def make_and_trim(target: Path) -> None:
        make(target)
        shutil.rmtree(target / "vae_encoder")

    return make_and_trim


def _same(one: Path, other: Path) -> bool:
    """Whether two parts have the same weights and the same number of outputs."""
    weights = sorted(file.name for file in one.glob("*.bin"))
    return bool(weights) and all(
        (other / name).is_file()
        and (one / name).read_bytes() == (other / name).read_bytes()
        and _outputs(one / name) == _outputs(other / name)
        for name in weights
    )


def _outputs(weights: Path) -> int:
    return weights.with_suffix(".xml").read_text(encoding="utf-8").count('type="Result"')


def _scratch(target: Path) -> tempfile.TemporaryDirectory[str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-")


SHAPES: dict[str, dict[str, Make]] = {
    "tiny": {
        "qwen2-tiny": _chat(thinking=False),
        "qwen2-tiny-thinking": _chat(thinking=True),
        "qwen2-tiny-adapter": lambda target: write_adapter(target, SEED),
        "sd-tiny": _images("sd", ImageShape(), "int8-sym"),
        "lcm-tiny": _overlay(_images("lcm", SMALLEST, "int8-sym"), "sd-tiny"),
        "sdxl-tiny": _overlay(_images("sdxl", SMALLEST, "int8-sym"), "sd-tiny"),
    },
    "sd3": {"sd3-tiny": _from_words_alone(_images("sd3", SMALLEST, "int8-sym"))},
    "gguf": {
        "qwen2-tiny.gguf": _gguf(thinking=False),
        "qwen2-tiny-thinking.gguf": _gguf(thinking=True),
    },
    "small": {
        "chat-7m-int8": _random_chat(QWEN_7M, "int8"),
        "image-12m-int8": _images("sd", SD_12M),
    },
    "deepseek-1.5b": {"deepseek-1.5b-int4": _random_chat(QWEN_1_5B, "int4")},
    "sd15": {"sd15-int8": _images("sd", SD15)},
}

if __name__ == "__main__":
    main()
