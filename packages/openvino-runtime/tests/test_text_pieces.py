"""The parts of a text runtime that need no model."""

import itertools
import json
import random
import re

import pytest

from atelier_runtime.messages import RefusedError
from atelier_runtime.text.detokenize import Detokenizer
from atelier_runtime.text.grammar.ebnf import checked_ebnf
from atelier_runtime.text.grammar.json_schema import json_schema_grammar
from atelier_runtime.text.grammar.regex import regex_grammar
from atelier_runtime.text.prefix_ledger import PrefixLedger
from atelier_runtime.text.reasoning import ReasoningSplitter, without_reasoning
from atelier_runtime.text.stop_filter import StopFilter


def decoded_bytewise(tokens):
    return bytes(tokens).decode("utf-8", errors="replace")


def shown(data, sizes):
    detokenizer, text, at = Detokenizer(), "", 0
    for size in itertools.chain(sizes, [len(data)]):
        chunk = list(data[at : at + size])
        at += size
        final = at >= len(data)
        detokenizer.push(chunk)
        before, after = detokenizer.windows()
        piece = detokenizer.advance(decoded_bytewise(before), decoded_bytewise(after), final=final)
        assert "\ufffd" not in piece
        text += piece
        if final:
            return text
    return None


def test_characters_come_whole_however_tokens_cut_them():
    text = "ñandú 🐱 猫 👩‍🚀 ok"
    data = text.encode()
    for seed in range(50):
        choose = random.Random(seed)
        assert shown(data, (choose.randint(1, 5) for _ in itertools.count())) == text


def test_bytes_that_form_no_character_are_left_out():
    assert shown(b"a\xff\xfe\xfdb\x80\x80\x80\x80\x80c", itertools.repeat(1)) == "abc"


def filtered(stops, pieces):
    stop = StopFilter(stops)
    text = "".join(stop.push(piece) for piece in pieces)
    return text + ("" if stop.stopped else stop.rest()), stop.stopped


def test_a_stop_string_is_found_across_pieces_and_the_first_one_counts():
    assert filtered(["STOP"], "one two ST OP STOP three") == ("one two ST OP ", True)
    assert filtered(["bc", "abcd"], "xabcde") == ("xa", True)
    assert filtered(["STOP"], ["a STO"]) == ("a STO", False)
    assert filtered(["aab"], "aaab") == ("a", True)


def split(pieces, *, opened=False):
    splitter = ReasoningSplitter(opened=opened)
    parts = [splitter.push(piece) for piece in pieces] + [splitter.rest()]
    return tuple("".join(texts) for texts in zip(*parts, strict=True))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_reasoning_is_kept_apart(size):
    def pieces(text):
        return [text[at : at + size] for at in range(0, len(text), size)]

    assert split(pieces("<think>\nwhy</think>\n\nso")) == ("why", "so")
    assert split(pieces("why</thin></think>so"), opened=True) == ("why</thin>", "so")
    assert split(pieces("  <think>a</think>b <think>c")) == ("a", "b <think>c")
    assert split(pieces("<thin air")) == ("", "<thin air")
    assert split(pieces("plain")) == ("", "plain")
    assert split(pieces("<think>never closed")) == ("never closed", "")


def test_reasoning_that_is_ended_from_outside_is_followed_by_the_answer():
    splitter = ReasoningSplitter(opened=True)
    assert splitter.push("why </th") == ("why ", "")
    assert splitter.thinking
    assert splitter.may_be_closing
    assert splitter.push("ere") == ("</there", "")
    assert not splitter.may_be_closing
    splitter.close()
    assert not splitter.thinking
    assert splitter.push("\n\nso") == ("", "so")
    assert splitter.push(" <think>it") == ("", " <think>it")


@pytest.mark.parametrize(
    ("prompt", "template", "expected"),
    [
        ("hi\n<think>\n", "... <think> ...", "hi\n<think>\n\n</think>\n\n"),
        ("hi\n<think>", "... <think> ...", "hi\n<think>\n\n</think>\n\n"),
        ("hi\n", "... </think> ...", "hi\n<think>\n\n</think>\n\n"),
        ("hi<think>\n\n</think>\n\n", "... </think> ...", "hi<think>\n\n</think>\n\n"),
        ("hi\n", "no reasoning here", "hi\n"),
    ],
)
def test_a_prompt_for_an_answer_without_reasoning_has_an_empty_block(prompt, template, expected):
    assert without_reasoning(prompt, template) == expected


def test_a_prompt_seen_before_counts_as_cached_but_for_its_end():
    ledger = PrefixLedger(max_blocks=4)
    prompt = list(range(64))
    assert ledger.cached_tokens(prompt) == 0
    ledger.remember(prompt)
    assert ledger.cached_tokens(prompt) == 32
    assert ledger.cached_tokens([*prompt, 1]) == 64
    assert ledger.cached_tokens([9, *prompt]) == 0
    ledger.remember(list(range(1000, 1128)))
    assert ledger.cached_tokens([*prompt, 1]) == 0


SCHEMA = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "maxLength": 5},
        "b": {"enum": ["x", 1, None]},
        "c": {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
    },
    "required": ["b"],
}


def test_a_schema_becomes_rules_that_stand_as_they_are():
    grammar = json_schema_grammar(SCHEMA)
    assert checked_ebnf(grammar) == grammar
    assert json.dumps('"x"') in grammar


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "minLength": 3},
        {"type": "array", "items": {"type": "object"}, "minItems": 3},
        {"type": "array", "items": {"type": "string"}},
    ],
)
def test_what_a_schema_does_not_bound_is_not_counted(schema):
    grammar = json_schema_grammar(schema)
    assert checked_ebnf(grammar) == grammar
    assert not re.search(r",\d{2,}\}", grammar.split("\n")[0])


def test_an_object_that_is_not_described_may_be_any():
    grammar = json_schema_grammar({"type": "array", "items": {"type": "object"}})
    assert checked_ebnf(grammar) == grammar
    assert "any_object ::=" in grammar
    closed = json_schema_grammar({"type": "object", "additionalProperties": False})
    assert "any_object" not in closed


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object", "patternProperties": {}},
        {"$ref": "#"},
        {"type": "string", "pattern": "a"},
        {"type": "object", "required": ["missing"]},
        {"type": "array", "minItems": 3, "maxItems": 2},
        {"enum": []},
        {"type": "wat"},
    ],
)
def test_a_schema_that_it_can_not_hold_to_is_refused(schema):
    with pytest.raises(RefusedError):
        json_schema_grammar(schema)


@pytest.mark.parametrize("pattern", ["[a-f]{2,3}x?", r"\d+(\.\d+)?", "(yes|no)*", r"[^\"]\\\S"])
def test_a_pattern_becomes_rules(pattern):
    assert checked_ebnf(regex_grammar(pattern))


@pytest.mark.parametrize(
    "pattern", ["(", "a(?=b)", r"(a)\1", r"\bx", "(?i)a", "a{1,99999}", "[z-a]"]
)
def test_a_pattern_that_it_can_not_hold_to_is_refused(pattern):
    with pytest.raises(RefusedError):
        regex_grammar(pattern)


BROKEN_GRAMMARS = [
    "",
    "a",
    'x ::= "a"',
    "root ::= missing",
    "root ::= (",
    'root ::= "a" )',
    'root ::= "open',
    'root ::= "a" root ::= "b"',
    "root ::= *",
    'root ::= "a" | +',
    "root ::= [a",
]


@pytest.mark.parametrize("grammar", BROKEN_GRAMMARS)
def test_a_broken_grammar_is_refused(grammar):
    with pytest.raises(RefusedError):
        checked_ebnf(grammar)
