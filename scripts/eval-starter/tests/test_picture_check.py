"""The check must accept what the renderer draws, and must be able to refuse."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from image.cases import KIND_NAMES, held_out_prompts
from image.render import render
from image.scenes import KINDS
from picture_check import MOST_BLUR, judge, read_request
from regions import blur_of, ground_of, regions_of
from starter.scene import Scene, Thing

STAR = Scene((Thing("star", "red"),), "blue")
PAIR = Scene((Thing("circle", "green"), Thing("square", "white")), "black")


def picture(scene: Scene) -> np.ndarray:
    return render(scene, np.random.default_rng(0))


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_drawn_scenes_are_right_even_a_little_soft(kind: str) -> None:
    dice = np.random.default_rng(1)
    for _ in range(20):
        scene = KINDS[kind](dice)
        pixels = render(scene, dice)
        verdict = judge(pixels, scene.prompt())
        assert verdict.right and verdict.clean, (scene.prompt(), verdict)
        soft = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(0.8)))
        assert judge(np.roll(soft, 3, 1), scene.prompt()).right, scene.prompt()


@pytest.mark.parametrize(
    ("prompt", "mark"),
    [
        ("a green star on a blue background", "colour"),
        ("a red heart on a blue background", "shape"),
        ("a red star on a purple background", "background"),
        ("two red stars on a blue background", "count"),
        ("a red star on the left on a blue background", "place"),
        ("a small red star on a blue background", "size"),
    ],
)
def test_each_mark_can_be_lost(prompt: str, mark: str) -> None:
    pixels = picture(STAR)
    assert judge(pixels, STAR.prompt()).right
    verdict = judge(pixels, prompt)
    assert not getattr(verdict, mark)
    assert not verdict.right


def test_two_things_the_other_way_round_are_wrong() -> None:
    pixels = picture(PAIR)
    assert judge(pixels, "a green circle and a white square on a black background").right
    assert not judge(pixels, "a white square and a green circle on a black background").right
    assert not judge(pixels, "a green circle above a white square on a black background").right


def test_a_smear_or_a_speck_is_seen() -> None:
    pixels = picture(STAR)
    smeared = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(4)))
    ground, _ = ground_of(smeared)
    assert blur_of(smeared, ground, regions_of(smeared, ground)) > MOST_BLUR
    assert not judge(smeared, STAR.prompt()).clean
    speckled = pixels.copy()
    speckled[5:18, 100:113] = (250, 210, 30)
    assert not judge(speckled, STAR.prompt()).count


def test_an_uneven_ground_is_no_background() -> None:
    pixels = picture(STAR)
    pixels[:, :20] = (250, 210, 30)
    assert not judge(pixels, STAR.prompt()).background


def test_noise_and_an_empty_picture_show_nothing() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), np.uint8)
    assert not judge(noise, STAR.prompt()).right
    empty = np.full((128, 128, 3), (37, 80, 220), np.uint8)
    verdict = judge(empty, STAR.prompt())
    assert verdict.background
    assert not verdict.shape
    assert not verdict.colour


def test_every_prompt_of_the_examination_is_understood() -> None:
    for kind in KIND_NAMES:
        for prompt in held_out_prompts(kind, 50):
            assert read_request(prompt).things
    with pytest.raises(ValueError, match="canonical"):
        read_request("a red star")
