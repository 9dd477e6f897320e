"""Changes of a picture: what they make of a scene, and in which words they are asked for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from starter.scene import Scene, Thing
from starter.vocabulary import OFFERED_COLOURS, OFFERED_SHAPES, PLACES

from .phrases import edits as said
from .phrases import edits_again, edits_form, edits_place
from .phrases.words import PLACE_PHRASES
from .scenes import default_background
from .settings import say_count
from .wording import say_colour, say_shape

Slots = dict[str, str]


@dataclass(frozen=True)
class Edit:
    """The templates that ask for it, their values, the scene after it, and how many pictures."""

    name: str
    templates: tuple[str, ...]
    scene: Scene
    slots: Slots = field(default_factory=dict)
    count: int = 1


def random_edit(scene: Scene, dice: random.Random) -> Edit:
    """A change that fits the scene."""
    return dice.choices(KINDS, WEIGHTS)[0](scene, dice)


def _recolour(scene: Scene, dice: random.Random) -> Edit:
    thing = scene.things[0]
    colour = _other_colour(dice, thing.colour)
    slots = {"colour": say_colour(colour, dice), "it": "it", "old": thing.shape}
    templates = said.RECOLOUR_ONE if dice.random() < 0.2 else said.RECOLOUR
    return Edit("recolour", templates, _with(scene, replace(thing, colour=colour)), slots)


def _recolour_on(scene: Scene, dice: random.Random) -> Edit:
    colour, background = dice.sample(OFFERED_COLOURS, 2)
    slots = {
        "colour": say_colour(colour, dice),
        "bg": say_colour(background, dice),
        "it": "it",
    }
    things = (replace(scene.things[0], colour=colour),)
    return Edit("recolour_on", said.RECOLOUR_ON, Scene(things, background), slots)


def _reground(scene: Scene, dice: random.Random) -> Edit:
    background = _other_colour(dice, scene.things[0].colour, scene.background)
    slots = {"bg": say_colour(background, dice), "it": "it"}
    return Edit("reground", said.REGROUND, replace(scene, background=background), slots)


def _reshape(scene: Scene, dice: random.Random) -> Edit:
    thing = scene.things[0]
    shape = dice.choice([s for s in OFFERED_SHAPES if s != thing.shape])
    after = replace(thing, shape=shape)
    words = say_shape(shape, dice)
    if dice.random() < 0.15:
        after = replace(after, colour=dice.choice(OFFERED_COLOURS))
        words = f"{say_colour(after.colour, dice)} {words}"
    return Edit(
        "reshape", edits_form.RESHAPE, _with(scene, after), {"shape": words, "old": thing.shape}
    )


def _several(scene: Scene, dice: random.Random) -> Edit:
    count = dice.choice((2, 2, 3, 4))
    return Edit("several", edits_form.RECOUNT, scene, {"number": say_count(count, dice)}, count)


def _resize(scene: Scene, dice: random.Random) -> Edit:
    thing = scene.things[0]
    size = dice.choice([s for s in ("big", "small") if s != thing.size])
    templates = edits_place.BIGGER if size == "big" else edits_place.SMALLER
    return Edit("resize", templates, _with(scene, replace(thing, size=size)), {"it": "it"})


def _move(scene: Scene, dice: random.Random) -> Edit:
    thing = scene.things[0]
    if thing.place and dice.random() < 0.3:
        return Edit("move", edits_place.CENTRE, _with(scene, replace(thing, place="")))
    place = dice.choice([p for p in PLACES if p != thing.place])
    slots = {"place": dice.choice(PLACE_PHRASES[place]), "it": "it"}
    return Edit("move", edits_place.MOVE, _with(scene, replace(thing, place=place)), slots)


def _again(scene: Scene, dice: random.Random) -> Edit:
    return Edit("again", edits_again.AGAIN, scene)


def _reset(scene: Scene, dice: random.Random) -> Edit:
    return Edit("reset", edits_again.RESET, scene)


def _with(scene: Scene, thing: Thing) -> Scene:
    """The scene with this thing, on another background where it has taken its colour."""
    background = scene.background
    return Scene((thing,), default_background(thing) if thing.colour == background else background)


def _other_colour(dice: random.Random, *used: str) -> str:
    return dice.choice([colour for colour in OFFERED_COLOURS if colour not in used])


KINDS: tuple[Callable[[Scene, random.Random], Edit | None], ...] = (
    _recolour,
    _recolour_on,
    _reground,
    _reshape,
    _several,
    _resize,
    _move,
    _again,
    _reset,
)
WEIGHTS = (24, 5, 20, 20, 6, 10, 6, 10, 4)
