"""How people ask for a scene: mostly the canonical prompt, and a few other ways to put it."""

from __future__ import annotations

import numpy as np

from starter.scene import Scene, Thing
from starter.vocabulary import COLOURS, COUNTS, SHAPES

CANONICAL_SHARE = 0.5
SYNONYM_CHANCE = 0.1
SYNONYMS = {
    "gray": "grey",
    "purple": "violet",
    "cyan": "turquoise",
    "circle": "disc",
    "diamond": "rhombus",
    "moon": "crescent",
    "cross": "plus",
    "big": "large",
    "small": "little",
}
OPENINGS = ("draw", "a picture of", "an image of", "please draw", "show me", "i want")
# The words a person may type around all this.
EXTRA_WORDS = (
    "a an the on of and with in at above below left right top bottom side to is next beside over "
    "under background picture image photo drawing draw please show me want i would like paint "
    "make create two three one circles squares triangles stars hearts diamonds hexagons rings "
    "crosses moons discs tiny huge plain simple it there against coloured colored centre center "
    "middle ; , . : - ! ?"
)


def words() -> list[str]:
    """Every word that the tokenizer is to know, in a fixed order: others move the tokens."""
    known = [*SHAPES, *COLOURS, *SYNONYMS, *SYNONYMS.values(), *COUNTS.values()]
    known += EXTRA_WORDS.split()
    return list(dict.fromkeys(known))


def caption(scene: Scene, dice: np.random.Generator) -> str:
    if dice.random() < CANONICAL_SHARE:
        return scene.prompt()
    text = _phrase(scene, dice)
    if dice.random() < 0.3:
        text = f"{dice.choice(OPENINGS)} {text}"
    text = " ".join(_synonym(word, dice) for word in text.split(" "))
    if dice.random() < 0.15:
        text += "."
    return text


def _phrase(scene: Scene, dice: np.random.Generator) -> str:
    prompt = scene.prompt()
    what, ground = prompt.rsplit(" on ", 1)
    if _is_default(scene) and dice.random() < 0.4:
        return what
    way = int(dice.integers(7))
    bare = " ".join(word for word in what.split(" ") if word not in ("a", "an"))
    colour = scene.background
    if way == 0:
        return f"{bare}, {colour} background"
    if way == 1:
        return f"{bare} on {colour}"
    if way == 2:
        return f"{bare} on {colour} background"
    if way == 3:
        return f"on {ground}, {what}"
    if way == 4:
        return f"{what} on {colour}"
    if way == 5:
        return f"{what} with {ground}"
    return _side_first(scene.things[0], prompt) if len(scene.things) == 1 else prompt


def _side_first(thing: Thing, prompt: str) -> str:
    """A red star on the left on a … background: on the left a red star on a … background."""
    if not thing.place:
        return prompt
    return f"{thing.place} {prompt.replace(f' {thing.place}', '', 1)}"


def _is_default(scene: Scene) -> bool:
    """Where no background is named it is white, or black behind anything white."""
    colours = {thing.colour for thing in scene.things}
    return scene.background == ("black" if "white" in colours else "white")


def _synonym(word: str, dice: np.random.Generator) -> str:
    if word in SYNONYMS and dice.random() < SYNONYM_CHANCE:
        return SYNONYMS[word]
    return word
