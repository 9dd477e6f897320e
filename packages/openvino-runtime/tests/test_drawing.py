"""What a drawing tells, whatever the engine leaves out, and when it stops."""

import queue
import threading
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


class ThreadedPipeline:
    """Calls back from another thread while it computes the next step, as the engine does.

    The cancel comes in the middle of the second step, whose end waits for what is done about that.
    """

    def __init__(self):
        self.computed = 0
        self.listened_to = threading.Event()
        self.cancelled = threading.Event()
        self._stops = threading.Event()

    def set_scheduler(self, scheduler):
        pass

    def generate(self, prompt, *images, callback, **options):
        told = queue.Queue()

        def call_back():
            while (step := told.get()) is not None:
                if callback(step, 4, None):
                    self._stops.set()
                told.task_done()
            told.task_done()

        thread = threading.Thread(target=call_back)
        thread.start()
        picture = np.zeros((1, 8, 8, 3), np.uint8)
        for step in range(4):
            if step == 1:
                assert self.listened_to.wait(10)
                self.cancelled.set()
                told.join()
            self.computed += 1
            if self._stops.is_set():
                picture = np.zeros(0, np.uint8)
                break
            told.put(step)
        told.put(None)
        thread.join()
        return SimpleNamespace(data=picture)


def drawn(told, kind="text-to-image", steps=4, **source):
    return said(Pipeline(told), lambda _: False, kind, steps, **source)


def said(pipeline, is_cancelled, kind="text-to-image", steps=4, **source):
    model = SimpleNamespace(
        pipelines={kind: pipeline},
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
    draw(model, command, Previews(None), parts.append, is_cancelled)
    return [part.get("step", part["type"]) for part in parts]


@pytest.mark.parametrize("told", [0, 2, 3, 4])
def test_every_step_is_told_though_the_engine_drops_the_last(told):
    assert drawn(told) == [1, 2, 3, 4, "image-decoding", "image", "finish"]


def test_of_a_picture_made_over_the_steps_that_its_strength_leaves():
    image = {"width": 8, "height": 8, "pixels": bytes(192)}
    said = drawn(0, "image-to-image", image=image, strength=0.5)
    assert said == [1, 2, "image-decoding", "image", "finish"]


def test_a_cancel_stops_at_the_end_of_the_step_in_which_it_comes():
    pipeline = ThreadedPipeline()

    def is_cancelled(within_s):
        if within_s > 0:
            pipeline.listened_to.set()
            pipeline.cancelled.wait()
        return pipeline.cancelled.is_set()

    assert said(pipeline, is_cancelled) == [1, "finish"]
    assert pipeline.computed == 2
