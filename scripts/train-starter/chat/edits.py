"""Changes of a picture: what they make of a scene, and in which words they are asked for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from starter.scene import Scene, Thing
from starter.vocabulary import COLOURS, PLACES, SHAPES

from .phrases import edits as said
from .phrases.words import NUMBER_WORDS, PLACE_PHRASES
from .scenes import Wish, default_background
from .wording import article, say_colour, say_shape, say_thing

Slots = dict[str, str]


@dataclass(frozen=True)
class Edit:
    """The templates that ask for it, their values, and the scene after it."""

    name: str
    templates: tuple[str, ...]
    scene: Scene
    slots: Slots = field(default_factory=dict)


def random_edit(scene: Scene, dice: random.Random) -> Edit:
    """A change that fits the scene."""
    while True:
        kind = dice.choices(KINDS, WEIGHTS)[0]
        edit = kind(scene, dice)
        if edit is not None:
            return edit


def _recolour(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) > 1:
        return _recolour_both(scene, dice)
    thing = scene.things[0]
    colour = dice.choice([c for c in COLOURS if c != thing.colour])
    slots = {"colour": say_colour(colour, dice), "it": _it(scene)}
    changed = _clear(replace(scene, things=(replace(thing, colour=colour),)))
    if scene.count == 1 and dice.random() < 0.15:
        slots["old"] = thing.shape
        return Edit("recolour", said.RECOLOUR_ONE, changed, slots)
    return Edit("recolour", said.RECOLOUR, changed, slots)


def _recolour_both(scene: Scene, dice: random.Random) -> Edit | None:
    if dice.random() < 0.6 or scene.things[0].shape == scene.things[1].shape:
        return None
    colour = dice.choice([c for c in COLOURS if all(c != t.colour for t in scene.things)])
    things = tuple(replace(thing, colour=colour) for thing in scene.things)
    slots = {"colour": say_colour(colour, dice), "it": dice.choice(("both", "them", "them both"))}
    return Edit("recolour", said.RECOLOUR_BOTH, _clear(replace(scene, things=things)), slots)


def _recolour_one(scene: Scene, dice: random.Random) -> Edit | None:
    index = _one_of_two(scene, dice)
    if index is None:
        return None
    colour = dice.choice([c for c in COLOURS if c != scene.things[index].colour])
    changed = _clear(_with(scene, index, replace(scene.things[index], colour=colour)))
    slots = {"colour": say_colour(colour, dice), "old": scene.things[index].shape}
    return Edit("recolour_one", said.RECOLOUR_ONE, changed, slots)


def _recolour_on(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) > 1:
        return None
    colour, background = dice.sample(COLOURS, 2)
    things = (replace(scene.things[0], colour=colour),)
    slots = {
        "colour": say_colour(colour, dice),
        "bg": say_colour(background, dice),
        "it": _it(scene),
    }
    changed = replace(scene, things=things, background=background)
    return Edit("recolour_on", said.RECOLOUR_ON, changed, slots)


def _reground(scene: Scene, dice: random.Random) -> Edit | None:
    used = {thing.colour for thing in scene.things} | {scene.background}
    background = dice.choice([c for c in COLOURS if c not in used])
    slots = {"bg": say_colour(background, dice), "it": _it(scene)}
    return Edit("reground", said.REGROUND, replace(scene, background=background), slots)


def _reshape(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) > 1:
        return None
    thing = scene.things[0]
    shape = dice.choice([s for s in SHAPES if s != thing.shape])
    thing_after = replace(thing, shape=shape)
    words = say_shape(shape, dice, plural=scene.count > 1)
    if dice.random() < 0.2:
        colour = dice.choice(COLOURS)
        thing_after = replace(thing_after, colour=colour)
        words = f"{say_colour(colour, dice)} {words}"
    changed = _clear(replace(scene, things=(thing_after,)))
    if scene.count > 1:
        return Edit("reshape", said.RESHAPE_MANY, changed, {"shapes": words})
    return Edit("reshape", said.RESHAPE, changed, {"shape": words, "old": thing.shape})


def _reshape_one(scene: Scene, dice: random.Random) -> Edit | None:
    index = _one_of_two(scene, dice)
    if index is None:
        return None
    old = scene.things[index]
    shape = dice.choice([s for s in SHAPES if all(s != thing.shape for thing in scene.things)])
    changed = _with(scene, index, replace(old, shape=shape))
    slots = {"shape": say_shape(shape, dice), "old": old.shape}
    return Edit("reshape_one", said.RESHAPE_ONE, changed, slots)


def _recount(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) > 1:
        return None
    things = (replace(scene.things[0], place=""),)
    form = dice.random()
    if scene.count > 1 and form < 0.3:
        return Edit("recount", said.JUST_ONE, replace(scene, things=things, count=1))
    if scene.count < 3 and form < 0.45:
        changed = replace(scene, things=things, count=scene.count + 1)
        return Edit("recount", said.MORE, changed)
    count = dice.choice([n for n in (2, 3) if n != scene.count])
    slots = {"number": dice.choice((NUMBER_WORDS[count], NUMBER_WORDS[count], str(count)))}
    return Edit("recount", said.RECOUNT, replace(scene, things=things, count=count), slots)


def _resize(scene: Scene, dice: random.Random) -> Edit | None:
    size = dice.choice(("big", "small"))
    if len(scene.things) > 1:
        index = _one_of_two(scene, dice)
        if index is None or scene.things[index].size == size:
            return None
        changed = _with(scene, index, replace(scene.things[index], size=size))
        templates = said.BIGGER_ONE if size == "big" else said.SMALLER_ONE
        return Edit("resize", templates, changed, {"old": scene.things[index].shape})
    if scene.things[0].size == size:
        return None
    changed = replace(scene, things=(replace(scene.things[0], size=size),))
    templates = said.BIGGER if size == "big" else said.SMALLER
    return Edit("resize", templates, changed, {"it": _it(scene)})


def _move(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) > 1 or scene.count > 1:
        return None
    thing = scene.things[0]
    if thing.place and dice.random() < 0.3:
        return Edit("move", said.CENTRE, replace(scene, things=(replace(thing, place=""),)))
    place = dice.choice([p for p in PLACES if p != thing.place])
    slots = {"place": dice.choice(PLACE_PHRASES[place]), "it": "it"}
    changed = replace(scene, things=(replace(thing, place=place),))
    return Edit("move", said.MOVE, changed, slots)


def _again(scene: Scene, dice: random.Random) -> Edit | None:
    return Edit("again", said.AGAIN, scene)


def _reset(scene: Scene, dice: random.Random) -> Edit | None:
    return Edit("reset", said.RESET, scene)


def _add(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) > 1 or scene.count > 1:
        return None
    old = replace(scene.things[0], place="")
    shape = dice.choice([s for s in SHAPES if s != old.shape])
    colour = dice.choice([c for c in COLOURS if c != scene.background])
    wished = Thing(shape, colour if dice.random() < 0.85 else "")
    words = say_thing(wished, dice)
    if not wished.colour:
        wish = Wish((old, wished), scene.background)
        wished = wish.complete().things[1]
    slots = {"what": f"{article(words)} {words}"}
    side = dice.random()
    if side < 0.55:
        return Edit("add", said.ADD_BESIDE, replace(scene, things=(old, wished)), slots)
    if side < 0.8:
        changed = replace(scene, things=(wished, old), stacked=True)
        return Edit("add", said.ADD_ABOVE, changed, slots)
    changed = replace(scene, things=(old, wished), stacked=True)
    return Edit("add", said.ADD_BELOW, changed, slots)


def _remove(scene: Scene, dice: random.Random) -> Edit | None:
    index = _one_of_two(scene, dice)
    if index is None:
        return None
    changed = replace(scene, things=(scene.things[1 - index],), stacked=False)
    return Edit("remove", said.REMOVE, changed, {"old": scene.things[index].shape})


def _swap(scene: Scene, dice: random.Random) -> Edit | None:
    if len(scene.things) < 2 or scene.things[0].colour == scene.things[1].colour:
        return None
    one, other = scene.things
    things = (replace(one, colour=other.colour), replace(other, colour=one.colour))
    return Edit("swap", said.SWAP_COLOURS, replace(scene, things=things))


def _clear(scene: Scene) -> Scene:
    """Another background where a thing has taken its colour."""
    if all(thing.colour != scene.background for thing in scene.things):
        return scene
    return replace(scene, background=default_background(scene.things))


def _one_of_two(scene: Scene, dice: random.Random) -> int | None:
    """Which of two things that have different names, if there are two."""
    if len(scene.things) < 2 or scene.things[0].shape == scene.things[1].shape:
        return None
    return dice.randrange(2)


def _with(scene: Scene, index: int, thing: Thing) -> Scene:
    things = list(scene.things)
    things[index] = thing
    return replace(scene, things=tuple(things))


def _it(scene: Scene) -> str:
    return "them" if scene.count > 1 or len(scene.things) > 1 else "it"


KINDS: tuple[Callable[[Scene, random.Random], Edit | None], ...] = (
    _recolour,
    _recolour_one,
    _recolour_on,
    _reground,
    _reshape,
    _reshape_one,
    _recount,
    _resize,
    _move,
    _again,
    _reset,
    _add,
    _remove,
    _swap,
)
WEIGHTS = (18, 8, 5, 16, 14, 5, 10, 9, 9, 9, 5, 9, 5, 2)
