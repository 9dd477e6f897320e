"""Examines starter-image: draws held-out prompts through the real engine and looks at the pixels.

    image.py --model DIR [--out DIR] [--kinds floor sizes ...] [--cases N]

Prints a table, and with --out writes it as image.json, with a contact sheet for each kind.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import openvino_genai as genai

from picture_check import Verdict, judge

sys.path.insert(0, str(Path(__file__).parent.parent / "train-starter"))

from image.cases import KIND_NAMES, held_out_prompts
from image.sheet import save_sheet

Pixels = npt.NDArray[np.uint8]
Draw = Callable[[str, int], Pixels]

STEPS = 20
GUIDANCE = 2.0
MARKS = ("colour", "shape", "background", "count", "place", "size", "clean", "right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--kinds", nargs="*", choices=KIND_NAMES, default=list(KIND_NAMES))
    parser.add_argument("--cases", type=int, default=100, help="prompts of each kind")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--guidance", type=float, default=GUIDANCE)
    options = parser.parse_args()
    draw = open_model(options.model, options.steps, options.guidance)
    results = {}
    for kind in options.kinds:
        started = time.monotonic()
        results[kind] = examine(kind, options.cases, draw, options.out)
        seconds = (time.monotonic() - started) / options.cases
        print_row(kind, results[kind]["scores"], seconds)
    if options.out is not None:
        report = {"steps": options.steps, "guidance": options.guidance, "kinds": results}
        (options.out / "image.json").write_text(json.dumps(report, indent=2) + "\n")


def open_model(folder: Path, steps: int, guidance: float) -> Draw:
    """What draws a prompt with a seed, with the model's own size and scheduler."""
    pipeline = genai.Text2ImagePipeline(str(folder), "CPU")

    def draw(prompt: str, seed: int) -> Pixels:
        picture = pipeline.generate(
            prompt,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=genai.CppStdGenerator(seed),
        )
        return np.array(picture.data[0])

    return draw


def examine(kind: str, cases: int, draw: Draw, out: Path | None) -> dict[str, object]:
    """Scores 0..1 by mark, and what went wrong where."""
    verdicts: list[tuple[str, Verdict]] = []
    pictures = []
    for seed, prompt in enumerate(held_out_prompts(kind, cases)):
        pixels = draw(prompt, seed)
        verdict = judge(pixels, prompt)
        verdicts.append((prompt, verdict))
        pictures.append(_framed(pixels, right=verdict.right, clean=verdict.clean))
    if out is not None:
        save_sheet(pictures, 10, out / f"{kind}.png")
    return {
        "cases": cases,
        "scores": {
            mark: float(np.mean([getattr(verdict, mark) for _, verdict in verdicts]))
            for mark in MARKS
        },
        "wrong": [
            {"prompt": prompt} | asdict(verdict)
            for prompt, verdict in verdicts
            if not (verdict.right and verdict.clean)
        ],
    }


def print_row(kind: str, scores: object, seconds: float) -> None:
    assert isinstance(scores, dict)
    marks = "  ".join(f"{mark} {scores[mark]:.2f}" for mark in MARKS)
    print(f"{kind:8} {marks}  ({seconds:.2f} s a picture)", flush=True)


def _framed(pixels: Pixels, *, right: bool, clean: bool) -> Pixels:
    """A red frame around what is wrong, a yellow one around what is only smeared."""
    framed = np.pad(pixels, ((2, 2), (2, 2), (0, 0)), constant_values=90)
    if right and clean:
        return framed
    colour = (255, 220, 0) if right else (255, 0, 0)
    for edge in (framed[:2], framed[-2:], framed[:, :2], framed[:, -2:]):
        edge[:] = colour
    return framed


if __name__ == "__main__":
    main()
