"""A scene: what a request asks for, a prompt says and the renderer draws."""

from __future__ import annotations

from dataclasses import dataclass

from .vocabulary import COUNTS


@dataclass(frozen=True)
class Thing:
    """One coloured shape; `size` and `place` are empty where nothing was said."""

    shape: str
    colour: str
    size: str = ""
    place: str = ""


@dataclass(frozen=True)
class Scene:
    """One thing, two different things beside or above each other, or a number of the same."""

    things: tuple[Thing, ...]
    background: str
    count: int = 1
    stacked: bool = False

    def prompt(self) -> str:
        """The canonical prompt: what starter-chat writes and starter-image reads."""
        if self.count > 1:
            thing = self.things[0]
            what = _words(COUNTS[self.count], thing.size, thing.colour, thing.shape) + (
                "es" if thing.shape == "cross" else "s"
            )
        else:
            what = (" above " if self.stacked else " and ").join(_one(t) for t in self.things)
        return f"{what} on {_article(self.background)} {self.background} background"


def _one(thing: Thing) -> str:
    words = _words(thing.size, thing.colour, thing.shape, thing.place)
    return f"{_article(words)} {words}"


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _article(words: str) -> str:
    return "an" if words[0] in "aeiou" else "a"
