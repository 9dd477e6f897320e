"""One exchange: what a person says, what the model answers, which picture there is then."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from starter.scene import Scene, Thing
from starter.vocabulary import OFFERED_SHAPES

from . import answers
from .answers import Answer
from .edits import random_edit
from .grammar import expand, split
from .phrases import (
    asides,
    beyond,
    negatives,
    other_sense,
    out_of_scope,
    out_of_scope_slots,
    requests,
)
from .phrases import edits_again as edit_phrases
from .phrases import settings as setting_phrases
from .phrases.small_talk import SMALL_TALK
from .phrases.topic import Topic
from .scenes import SURPRISE, Wish, is_held_out, random_wish
from .settings import Settings, say_count, say_settings
from .vocabulary_words import PSEUDO_WORDS
from .wording import article, say_colour, say_shape, say_thing, say_wish

QUESTION_STARTS = (
    "hi, ",
    "hello, ",
    "hey, ",
    "so, ",
    "ok, ",
    "and ",
    "sorry, ",
    "thanks. ",
    "please tell me, ",
    "one question: ",
    "quick question: ",
    "another question: ",
    "i was wondering, ",
    "just curious, ",
    "by the way, ",
    "good morning, ",
    "tell me, ",
    "atelier, ",
    "excuse me, ",
)


@dataclass(frozen=True)
class Turn:
    """What was said, named by `kind` and `topic`, and what is answered.

    `drawn` is the picture that is asked for, with the settings `stated`, which the model does not
    write.
    """

    kind: str
    user: str
    answer: Answer
    drawn: Scene | None = None
    topic: str = ""
    stated: Settings = field(default_factory=dict)


class Maker:
    """Makes turns of one side of the split: for training, or for the evaluation."""

    def __init__(self, dice: random.Random, *, evaluation: bool = False) -> None:
        self.dice = dice
        self.evaluation = evaluation

    def request(self, scene: Scene | None) -> Turn:
        """A wish for a picture that can be drawn."""
        del scene
        dice = self.dice
        wish = self._wish()
        form = dice.random()
        count = 1
        template = self._pick(requests.REQUESTS)
        if form < 0.03:
            count = dice.choice((2, 2, 3, 4))
            template = self._pick(setting_phrases.SEVERAL)
        elif form < 0.045:
            template = self._pick(requests.CONTRASTS)
        slots = self._wish_slots(wish)
        slots["n"] = say_count(count, dice) if count > 1 else ""
        text = expand(template, dice, slots | self._other_slots())
        if 0.045 < form < 0.065:
            other = self._wish_slots(random_wish(dice))
            text = f"{expand(self._pick(asides.ASIDE), dice, other)}. {text}"
        words = ""
        stated: Settings = {}
        if dice.random() < 0.12:
            words, stated = say_settings(dice, evaluation=self.evaluation)
        text = self._around(text, words)
        drawn = wish.complete()
        return Turn("request", text, answers.picture(drawn, count), drawn, stated=stated)

    def surprise(self, scene: Scene | None) -> Turn:
        """A wish that leaves open what to draw."""
        del scene
        dice = self.dice
        if dice.random() < 0.3:
            colour = self._colour()
            text = expand(
                self._pick(requests.SOMETHING), dice, {"colour": say_colour(colour, dice)}
            )
            drawn = Wish(Thing("", colour)).complete()
            return Turn("surprise", text, answers.picture(drawn), drawn)
        text = expand(self._pick(requests.SURPRISES), dice)
        return Turn("surprise", text, answers.picture(SURPRISE), SURPRISE)

    def edit(self, scene: Scene | None) -> Turn:
        """A change of the last picture; without one, it is said that there is none."""
        dice = self.dice
        edit = random_edit(scene or random_wish(dice).complete(), dice)
        while scene is None and edit.name in ("reset", "reshape", "several"):
            edit = random_edit(edit.scene, dice)
        slots = dict(edit.slots)
        words = ""
        stated: Settings = {}
        if edit.name == "reset":
            slots["setting"], stated = say_settings(dice, evaluation=self.evaluation)
        elif dice.random() < 0.03:
            words, stated = say_settings(dice, evaluation=self.evaluation)
        text = expand(self._pick(edit.templates), dice, slots)
        if scene is None:
            return Turn("edit_nothing", text, Answer(answers.NO_PICTURE_YET_ANSWER))
        text = self._around(
            text, words, edit_phrases.EDIT_BEFORE, edit_phrases.EDIT_AFTER, share=0.12
        )
        answer = answers.picture(edit.scene, edit.count)
        return Turn("edit", text, answer, edit.scene, edit.name, stated)

    def product(self, scene: Scene | None) -> Turn:
        """A question about Atelier."""
        topic = self.dice.choice(answers.PRODUCT)
        return self._question(topic, "product", scene)

    def small_talk(self, scene: Scene | None) -> Turn:
        """A greeting or the like."""
        topic = self.dice.choice(SMALL_TALK)
        text = expand(self._pick(topic.phrases), self.dice)
        return Turn("small_talk", text, Answer(topic.answer), topic=topic.name)

    def out_of_scope(self, scene: Scene | None) -> Turn:
        """A question about anything else."""
        form = self.dice.random()
        phrases: tuple[str, ...] = out_of_scope.QUESTIONS
        if form < 0.25:
            phrases = other_sense.OTHER_SENSE
        elif form < 0.4:
            phrases = self.dice.choice(answers.UNTOLD).phrases
        text = self._started(expand(self._pick(phrases), self.dice, self._world()))
        return Turn("out_of_scope", text, Answer(answers.OUT_OF_SCOPE_ANSWER))

    def declined(self, scene: Scene | None) -> Turn:
        """An order not to draw."""
        text = expand(self._pick(negatives.DECLINED), self.dice, self._wish_slots(self._wish()))
        return Turn("declined", text, Answer(answers.DECLINED_ANSWER))

    def just_tell(self, scene: Scene | None) -> Turn:
        """A question with an order not to draw."""
        start = expand(self._pick(negatives.JUST_TELL), self.dice) + " "
        if self.dice.random() < 0.6:
            topic = self.dice.choice(answers.PRODUCT)
            text = expand(self._pick(topic.phrases), self.dice)
            answer = answers.product_answer(topic.answer)
            return Turn("product", start + text, answer, topic=topic.name)
        text = expand(self._pick(out_of_scope.QUESTIONS), self.dice, self._world())
        return Turn("out_of_scope", start + text, Answer(answers.OUT_OF_SCOPE_ANSWER))

    def aside(self, scene: Scene | None) -> Turn:
        """A statement that asks for nothing."""
        text = expand(self._pick(asides.ASIDE), self.dice, self._wish_slots(self._wish()))
        return Turn("aside", text, Answer(answers.HEARD_ANSWER))

    def beyond(self, scene: Scene | None) -> Turn:
        """A wish for a picture that the vocabulary does not have."""
        form = self.dice.random()
        answer = answers.BEYOND_ANSWER
        if form < 0.7:
            what = self._unknown()
        elif form < 0.79:
            thing = say_thing(Thing(self._shape(), self._colour()), self.dice)
            what = f"{thing} {self.dice.choice(split(beyond.EXTRAS, evaluation=self.evaluation))}"
        elif form < 0.85:
            shape = say_shape(self._shape(), self.dice)
            colour = self.dice.choice(beyond.OTHER_COLOURS)
            what = f"{colour} {shape}"
        else:
            answer = answers.TOO_MANY_ANSWER
            what = self._too_many()
        slots = {"terse": what, "what": what if form >= 0.85 else f"{article(what)} {what}"}
        template = self._pick(requests.REQUESTS)
        text = self._around(expand(template, self.dice, slots), "")
        return Turn("beyond", text, Answer(answer))

    def what_was_it(self, scene: Scene | None) -> Turn:
        """A question about the last picture."""
        text = expand(self._pick(edit_phrases.WHAT_WAS_IT), self.dice)
        answer = (
            Answer(answers.NO_PICTURE_YET_ANSWER)
            if scene is None
            else answers.what_was_drawn(scene)
        )
        return Turn("what_was_it", text, answer)

    def _question(self, topic: Topic, kind: str, scene: Scene | None) -> Turn:
        text = self._started(expand(self._pick(topic.phrases), self.dice))
        return Turn(kind, text, answers.product_answer(topic.answer), topic=topic.name)

    def _pick(self, templates: tuple[str, ...]) -> str:
        usable = split(templates, evaluation=self.evaluation)
        if not usable:
            raise LookupError("No phrase of this kind is on this side of the split.")
        return self.dice.choice(usable)

    def _started(self, text: str) -> str:
        return self.dice.choice(QUESTION_STARTS) + text if self.dice.random() < 0.13 else text

    def _around(
        self,
        text: str,
        settings: str,
        before: tuple[str, ...] = requests.BEFORE,
        after: tuple[str, ...] = requests.AFTER,
        share: float = 0.18,
    ) -> str:
        """Puts settings and courtesies around a wish."""
        dice = self.dice
        if settings:
            stem = text.rstrip("?.!")
            form = dice.random()
            if form < 0.1:
                text = f"{settings}: {stem}"
            else:
                text = stem + dice.choice((", ", ", ", " ", " ", ". ")) + settings
        if dice.random() < share:
            text = expand(dice.choice(before), dice) + " " + text
        if dice.random() < share:
            text = text.rstrip("?.!") + expand("|" + dice.choice(after), dice)[1:]
        return text

    def _wish(self) -> Wish:
        """A wish whose combination is on this side of the split (for the evaluation: either)."""
        want = self.evaluation and self.dice.random() < 0.6
        while True:
            wish = random_wish(self.dice)
            if is_held_out(wish.complete()) == want:
                return wish

    def _wish_slots(self, wish: Wish) -> dict[str, str]:
        dice = self.dice
        return {
            "what": say_wish(wish, dice),
            "terse": say_wish(wish, dice, terse=True),
            "many": say_thing(wish.thing, dice, plural=True),
            "colour": say_colour(wish.thing.colour or "green", dice),
        }

    def _other_slots(self) -> dict[str, str]:
        """A wish that is talked about and not wanted."""
        other = say_wish(random_wish(self.dice), self.dice)
        return {
            "other": other,
            "other_shape": say_shape(self.dice.choice(OFFERED_SHAPES), self.dice),
        }

    def _colour(self) -> str:
        return self._wish().thing.colour or "green"

    def _shape(self) -> str:
        return self._wish().thing.shape

    def _world(self) -> dict[str, str]:
        dice = self.dice
        return {name: dice.choice(values) for name, values in out_of_scope_slots.SLOTS.items()}

    def _unknown(self) -> str:
        dice = self.dice
        noun = dice.choice(split(beyond.NOUNS, evaluation=self.evaluation))
        if dice.random() < 0.15 and not self.evaluation:
            noun = "".join(dice.choice(PSEUDO_WORDS) for _ in range(dice.randint(2, 3)))
        return " ".join(
            f"{dice.choice(beyond.MODIFIERS)} {noun} {dice.choice(beyond.SCENERY)}".split()
        )

    def _too_many(self) -> str:
        dice = self.dice
        if dice.random() < 0.5:
            number = dice.choice((*beyond.NUMBERS, *beyond.NUMBERS, *beyond.MANY))
            wish = Thing(self._shape(), self._colour() if dice.random() < 0.6 else "")
            return f"{number} {say_thing(wish, dice, plural=True)}"
        parts = []
        for _ in range(dice.choice((2, 2, 2, 3))):
            thing = Thing(self._shape(), self._colour() if dice.random() < 0.7 else "")
            words = say_thing(thing, dice)
            parts.append(f"{article(words)} {words}")
        if len(parts) == 2:
            return f"{parts[0]} {dice.choice(beyond.JOINTS)} {parts[1]}"
        return f"{parts[0]}, {parts[1]} and {parts[2]}"
