"""Scenes, pictures and captions of starter-image."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from image.captions import caption, words
from image.cases import KIND_NAMES, held_out_prompts
from image.layout import place_things
from image.render import SIDE, draw, render
from image.scenes import FLOOR, KINDS, WIDE, Mix, floor_scenes, held_out, training_scene
from starter.scene import Scene, Thing
from starter.vocabulary import COLOURS, RGB, SHAPES


def test_a_tenth_of_the_floor_is_held_out_and_covers_every_word() -> None:
    kept = [scene for scene in floor_scenes() if held_out(scene)]
    assert 30 <= len(kept) <= 60
    assert len({scene.things[0].shape for scene in kept}) == 8
    assert len({scene.things[0].colour for scene in kept}) == 8


@pytest.mark.parametrize("mix", [FLOOR, WIDE])
def test_no_training_scene_is_held_out(mix: Mix) -> None:
    dice = np.random.default_rng(0)
    asked = {prompt for kind in KIND_NAMES for prompt in held_out_prompts(kind, 100)}
    scenes = [training_scene(mix, dice) for _ in range(3_000)]
    assert not any(held_out(scene) for scene in scenes)
    assert not asked & {scene.prompt() for scene in scenes}


def test_prompts_of_the_examination_are_always_the_same() -> None:
    assert held_out_prompts("pairs", 5) == held_out_prompts("pairs", 5)
    assert len(set(held_out_prompts("floor", 30))) == 30


def test_the_same_dice_draw_the_same_pixels() -> None:
    scene = training_scene(WIDE, np.random.default_rng(1))
    one, same, other = (render(scene, np.random.default_rng(seed)) for seed in (2, 2, 3))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_fills_its_middle_or_its_rim_and_nothing_outside(shape: str) -> None:
    placed = place_things(Scene((Thing(shape, "red"),), "blue"), np.random.default_rng(0))
    drawing = draw(placed, "blue")
    pixels = drawing.pixels()
    assert (pixels[0, 0] == RGB["blue"]).all()
    assert (pixels == RGB["red"]).all(2).mean() > 0.05
    # An edge is one pixel wide: few pixels are of neither colour.
    assert ((drawing.cover > 0) & (drawing.cover < 1)).mean() < 0.04


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_things_lie_inside_the_picture_and_apart(kind: str) -> None:
    dice = np.random.default_rng(4)
    for _ in range(100):
        placed = place_things(KINDS[kind](dice), dice)
        for thing in placed:
            for along in (thing.x, thing.y):
                assert thing.radius < along < 1 - thing.radius
        for one, other in itertools.pairwise(placed):
            gap = np.hypot(one.x - other.x, one.y - other.y) - one.radius - other.radius
            assert gap * SIDE > 3


def test_captions_name_the_colours_and_are_made_of_known_words() -> None:
    dice = np.random.default_rng(5)
    known = set(words())
    for _ in range(300):
        scene = training_scene(WIDE, dice)
        text = caption(scene, dice)
        spoken = text.replace(",", " ,").replace(".", " .").split()
        singular = {word.removesuffix("es").removesuffix("s") for word in known}
        assert all(word in known or word in singular for word in spoken), text
        assert any(word in text for word in (*COLOURS, "grey", "violet", "turquoise")), text


def test_half_of_the_captions_are_the_canonical_prompt() -> None:
    dice = np.random.default_rng(6)
    scene = Scene((Thing("star", "red"),), "blue")
    same = sum(caption(scene, dice) == scene.prompt() for _ in range(400))
    assert 160 < same < 320
