"""What the model answers: fixed sentences, and a sentence with a block for a picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from starter.scene import Scene
from starter.vocabulary import OFFERED_COLOURS, OFFERED_SHAPES

from .phrases.product_abilities import ABILITIES
from .phrases.product_about import ABOUT
from .phrases.product_assistant import ASSISTANT
from .phrases.product_keeping import KEEPING
from .phrases.product_models import MODELS
from .phrases.product_pictures import PICTURES
from .phrases.product_programs import PROGRAMS
from .phrases.product_running import RUNNING
from .phrases.product_settings import SETTINGS

FENCE = "```image_prompt"

BEYOND_ANSWER = (
    "I can only draw simple shapes, such as a circle, a star or a heart. "
    "For anything else, get the standard model with scripts/download-models."
)
TOO_MANY_ANSWER = "I can draw only one shape at a time, such as a circle, a star or a heart."
OUT_OF_SCOPE_ANSWER = (
    "That is beyond me: I am only the small built-in model. "
    "The standard model knows more; get it with scripts/download-models."
)
EXAMPLE = "for instance a red circle on a blue background."
DECLINED_ANSWER = "All right, no picture. What would you like to know about Atelier?"
HEARD_ANSWER = f"I see. Tell me when you want a picture, {EXAMPLE}"
NO_PICTURE_YET_ANSWER = f"There is no picture yet. Tell me what to draw, {EXAMPLE}"

# The core: what the model can answer. It says of the others, and of anything else, that they are
# beyond it: as many subjects as it can tell apart, and no more.
CORE = (
    *("what_is_it", "privacy", "who_made", "who_are_you", "help", "licence", "languages"),
    *("start", "stop", "data", "delete", "offline", "requirements", "port"),
    *("bigger_model", "which_models", "gpu", "api", "can_draw", "seed", "steps", "size"),
)
_TOPICS = (
    *(*ABOUT, *ASSISTANT, *ABILITIES, *RUNNING, *KEEPING),
    *(*MODELS, *PROGRAMS, *PICTURES, *SETTINGS),
)
PRODUCT = tuple(topic for topic in _TOPICS if topic.name in CORE)
UNTOLD = tuple(topic for topic in _TOPICS if topic.name not in CORE)


@dataclass(frozen=True)
class Answer:
    """`text` is what a person reads; `block` is the drawing's settings, if there is one."""

    text: str
    block: dict[str, str | int | float] = field(default_factory=dict)

    def written(self) -> str:
        """The whole answer as the model writes it."""
        if not self.block:
            return self.text
        inside = json.dumps(self.block, separators=(",", ":"))
        return f"{self.text}\n{FENCE}\n{inside}\n```"


def picture(scene: Scene, count: int = 1) -> Answer:
    """The answer to a wish. The sentence holds the whole scene, since a later turn sees only it."""
    block: dict[str, str | int | float] = {"prompt": scene.prompt()}
    return Answer(say_scene(scene), block | ({"count": count} if count > 1 else {}))


def say_scene(scene: Scene) -> str:
    """One sentence that holds the whole prompt."""
    return f"Here is {scene.prompt()}."


def what_was_drawn(scene: Scene) -> Answer:
    """The answer to a question about the last picture."""
    return Answer(f"The last picture shows {scene.prompt()}.")


def product_answer(answer: str) -> Answer:
    """The answer of a topic, with the vocabulary filled in."""
    return Answer(
        answer.replace("<shapes>", f"these shapes: {_listed(OFFERED_SHAPES)}").replace(
            "<colours>", f"these colours: {_listed(OFFERED_COLOURS)}"
        )
    )


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
