"""The dialogues: true to the scene, and the evaluation's phrases never among them."""

import json
import random
import re
from pathlib import Path

from chat import answers
from chat.edits import random_edit
from chat.grammar import expand, split
from chat.held_out import all_cases, facts, held_out_messages, plain
from chat.phrases import edits, requests
from chat.scenes import Wish, is_held_out, random_wish
from chat.training_dialogue import training_dialogue
from starter.scene import Thing


def test_what_is_left_out_of_a_wish_is_filled_in_by_rule() -> None:
    prompts = [
        wish.complete().prompt()
        for wish in (
            Wish(Thing("circle", "")),
            Wish(Thing("star", "white")),
            Wish(Thing("ring", ""), "red"),
        )
    ]
    assert prompts == [
        "a red circle on a white background",
        "a white star on a black background",
        "a blue ring on a red background",
    ]


def test_an_edit_changes_the_scene_and_never_hides_a_thing() -> None:
    dice = random.Random(1)
    for _ in range(500):
        scene = random_wish(dice).complete()
        edit = random_edit(scene, dice)
        assert (edit.scene == scene) == (edit.name in ("again", "reset", "several"))
        [thing] = edit.scene.things
        assert thing.colour != edit.scene.background


def test_an_answer_with_a_picture_holds_one_block() -> None:
    scene = Wish(Thing("heart", "orange", "big", "at the top"), "cyan").complete()
    written = answers.picture(scene, count=2).written()
    assert written == (
        "Here is a big orange heart at the top on a cyan background.\n"
        '```image_prompt\n{"prompt":"a big orange heart at the top on a cyan background",'
        '"count":2}\n```'
    )


def test_every_product_answer_is_accepted_and_no_other_subject_claims_it() -> None:
    for topic in answers.PRODUCT:
        text = answers.product_answer(topic.answer).text
        claimed = [
            name
            for name, pattern in facts().items()
            if re.search(pattern, text, re.IGNORECASE | re.DOTALL)
        ]
        assert claimed == [topic.name]


def test_no_message_and_no_combination_of_the_evaluation_is_trained_on() -> None:
    dice = random.Random(7)
    for _ in range(2_000):
        for turn in training_dialogue(dice):
            assert plain(turn.user) not in held_out_messages()
            assert turn.drawn is None or not is_held_out(turn.drawn)


def test_a_phrase_is_on_one_side_only() -> None:
    for templates in (
        requests.REQUESTS,
        edits.RECOLOUR,
        edits.REGROUND,
        answers.PRODUCT[0].phrases,
    ):
        trained = split(templates, evaluation=False)
        asked = split(templates, evaluation=True)
        assert trained
        assert asked
        assert not set(trained) & set(asked)


def test_every_subject_of_the_product_is_asked_for_in_the_evaluation() -> None:
    asked = {case["topic"] for case in all_cases() if case["category"] == "product"}
    assert asked == set(facts())


def test_the_committed_cases_are_those_of_the_generator() -> None:
    file = Path(__file__).parents[2] / "eval-starter" / "chat-cases.json"
    committed = json.loads(file.read_text(encoding="utf-8"))
    assert committed["facts"] == facts()
    assert committed["cases"] == [dict(case) for case in all_cases()]


def test_a_template_is_expanded_to_the_end() -> None:
    dice = random.Random(3)
    for _ in range(50):
        text = expand("{a|b {c|d}} <what>{?| then?}", dice, {"what": "x"})
        assert not set(text) & set("{}|<>")
