"""What a drawing tells, whatever the engine leaves out."""

from types import SimpleNamespace

import numpy as np
import pytest

from atelier_runtime.image.drawing import draw
from atelier_runtime.image.preview import Previews
from atelier_runtime.image.schedulers import Chosen


class Pipeline:
    """Calls back for the first `told` of four steps only, as the engine does when it is starved."""

    def __init__(self, told):
        self._told = told

    def set_scheduler(self, scheduler):
        pass

    def generate(self, prompt, *images, callback, **options):
        for step in range(self._told):
            callback(step, 4, None)
        return SimpleNamespace(data=np.zeros((1, 8, 8, 3), np.uint8))


def drawn(told, kind="text-to-image", steps=4, **source):
    model = SimpleNamespace(
        pipelines={kind: Pipeline(told)},
        schedulers=SimpleNamespace(choose=lambda name: (Chosen(None, None), [])),
        adapters=None,
        takes_negative_prompt=True,
    )
    settings = {
        "prompt": "a circle",
        "negativePrompt": "",
        "width": 8,
        "height": 8,
        "steps": steps,
        "guidanceScale": 5,
        "seed": 1,
    }
    command = {"settings": settings, "source": {"kind": kind, **source}, "previews": False}
    parts = []
    draw(model, command, Previews(None), parts.append, lambda: False)
    return [part.get("step", part["type"]) for part in parts]


@pytest.mark.parametrize("told", [0, 2, 3, 4])
def test_every_step_is_told_though_the_engine_drops_the_last(told):
    assert drawn(told) == [1, 2, 3, 4, "image-decoding", "image", "finish"]


def test_of_a_picture_made_over_the_steps_that_its_strength_leaves():
    image = {"width": 8, "height": 8, "pixels": bytes(192)}
    said = drawn(0, "image-to-image", image=image, strength=0.5)
    assert said == [1, 2, "image-decoding", "image", "finish"]
