"""Draws one picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino as ov
import openvino_genai as genai

from atelier_runtime.image.pace import Pace
from atelier_runtime.image.pipelines import ImageModel
from atelier_runtime.image.preview import Previews
from atelier_runtime.messages import Message, RefusedError

Say = Callable[[Message], None]
# Whether the drawing is cancelled, or will be within so many seconds.
IsCancelled = Callable[[float], bool]


def draw(
    model: ImageModel,
    command: Message,
    previews: Previews,
    say: Say,
    is_cancelled: IsCancelled,
) -> None:
    """Says each step, the picture and `finish`. Raises RefusedError for what can't be drawn."""
    settings, source = command["settings"], command["source"]
    pipeline = model.pipelines.get(source["kind"])
    if pipeline is None:
        message = f"This model draws from words only: it lacks what {source['kind']} takes."
        raise RefusedError("INVALID_INPUT", message)
    chosen, warnings = model.schedulers.choose(settings.get("scheduler"))
    _check_strength(source, chosen.strength_steps or settings["steps"])
    for warning in [*warnings, *_ignored(model, settings)]:
        say(warning)
    pipeline.set_scheduler(chosen.scheduler)

    steps = StepReport(say)
    pace = Pace()

    def on_step(step: int, of: int, latent: Any) -> bool:
        stay_s = pace.came(of - step - 1)
        if is_cancelled(0.0):
            return True
        steps.say(step + 1, of, previews.of(latent) if command["previews"] else None)
        is_over = is_cancelled(stay_s)
        pace.left()
        return is_over

    if is_cancelled(0.0):
        say({"type": "finish", "reason": "cancelled"})
        return
    picture = _generate(pipeline, model, settings, source, on_step)
    if is_cancelled(0.0) or picture.size == 0:
        say({"type": "finish", "reason": "cancelled"})
        return
    steps.complete(_steps_taken(settings["steps"], source))
    height, width = picture.shape[1:3]
    say({"type": "image", "width": width, "height": height, "pixels": picture[0].tobytes()})
    say({"type": "finish", "reason": "stop"})


class StepReport:
    """Says every step once and in order, then the decoding.

    The engine calls back from a thread of its own, and drops what that thread has not come to when
    the last step ends: so the last steps may have to be said after it.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said = 0
        self._steps: int | None = None

    def say(self, step: int, steps: int, preview: bytes | None = None) -> None:
        self._steps = steps
        self._said = step
        part: Message = {"type": "image-step", "step": step, "steps": steps}
        if preview is not None:
            part["preview"] = preview
        self._say(part)
        if step == steps:
            self._say({"type": "image-decoding"})

    def complete(self, expected: int) -> None:
        """Says what the engine left out; `expected` steps when it has not told how many."""
        steps = self._steps or expected
        for step in range(self._said + 1, steps + 1):
            self.say(step, steps)


def _steps_taken(steps: int, source: Message) -> int:
    return steps if source["kind"] == "text-to-image" else max(1, int(steps * source["strength"]))


def _generate(
    pipeline: Any,
    model: ImageModel,
    settings: Message,
    source: Message,
    on_step: Callable[[int, int, Any], bool],
) -> Any:
    options: dict[str, Any] = {
        "width": settings["width"],
        "height": settings["height"],
        "num_inference_steps": settings["steps"],
        "guidance_scale": float(settings["guidanceScale"]),
        "num_images_per_prompt": 1,
        "generator": genai.CppStdGenerator(settings["seed"]),
        "callback": on_step,
    }
    if _uses_negative_prompt(model, settings):
        options["negative_prompt"] = settings["negativePrompt"]
    if model.adapters is not None:
        options["adapters"] = model.adapters
    images: list[Any] = []
    if source["kind"] != "text-to-image":
        options["strength"] = float(source["strength"])
        images.append(_tensor(source["image"], 3))
    if source["kind"] == "inpaint":
        images.append(_tensor(source["mask"], 1, model.latent_cell))
        if images[0].shape != images[1].shape:
            raise RefusedError("INVALID_INPUT", "The mask has another size than the picture.")
    return np.asarray(pipeline.generate(settings["prompt"], *images, **options).data)


def _tensor(raster: Message, channels: int, cell: int = 1) -> Any:
    """A batch of one RGB picture; a mask's one channel is repeated, and grown to whole cells."""
    width, height, pixels = raster["width"], raster["height"], raster["pixels"]
    if not isinstance(pixels, bytes) or len(pixels) != width * height * channels:
        raise RefusedError("INVALID_INPUT", "A source picture has another size than it says.")
    values = np.frombuffer(pixels, np.uint8).reshape(height, width, channels)
    if cell > 1:
        values = cover_cells(values, cell)
    return ov.Tensor(np.ascontiguousarray(np.broadcast_to(values, (1, height, width, 3))))


def cover_cells(mask: npt.NDArray[np.uint8], cell: int) -> npt.NDArray[np.uint8]:
    """Height x width x 1, as white as each cell's whitest pixel.

    The engine looks at the first pixel of each latent only: what lies under the rest of a cell
    would stay as it was.
    """
    height, width, channels = mask.shape
    padding = ((0, -height % cell), (0, -width % cell), (0, 0))
    padded = np.pad(mask, padding)
    rows, columns = (side // cell for side in padded.shape[:2])
    whitest = padded.reshape(rows, cell, columns, cell, channels).max(axis=(1, 3))
    grown: npt.NDArray[np.uint8] = whitest.repeat(cell, axis=0).repeat(cell, axis=1)
    return grown[:height, :width]


def _check_strength(source: Message, steps: int) -> None:
    """The engine dies of a picture that no step is left for."""
    if source["kind"] != "text-to-image" and source["strength"] * steps < 1:
        message = (
            f"At strength {source['strength']:g} no step is left; use {1 / steps:.2g} or more."
        )
        raise RefusedError("INVALID_INPUT", message)


def _uses_negative_prompt(model: ImageModel, settings: Message) -> bool:
    guided = model.takes_negative_prompt and settings["guidanceScale"] > 1
    return guided and settings["negativePrompt"] != ""


def _ignored(model: ImageModel, settings: Message) -> list[Message]:
    if settings["negativePrompt"] == "" or _uses_negative_prompt(model, settings):
        return []
    message = "Without guidance (guidanceScale above 1) the negative prompt has no effect."
    if not model.takes_negative_prompt:
        message = "This model takes no negative prompt."
    return [{"type": "warning", "setting": "negativePrompt", "message": message}]
