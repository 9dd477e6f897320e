"""A JSON Schema as EBNF, without white space between tokens.

The engine's own JSON mode allows any white space, which a weak model then writes without end.
Properties come in the order in which the schema names them.
"""

from __future__ import annotations

import json
from typing import Any

from atelier_runtime.text.grammar.rules import bounded, literal, unsupported

_MAX_STRING = 2000
_MAX_ITEMS = 50
_MAX_DEPTH = 12
_CHAR = r'([^"\\\u0000-\u001f] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4}))'
_INTEGER = '"-"? ("0" | [1-9] [0-9]{0,15})'
_NUMBER = f'{_INTEGER} ("." [0-9]{{1,15}})? ([eE] [-+]? [0-9]{{1,3}})?'
# What the schema leaves open. The limit of tokens bounds these: a counted repetition costs the
# engine a state for each count, and with a large vocabulary minutes of work for a few thousand.
_OPEN = f"""
any_object ::= "{{" (any_member ("," any_member)* | "") "}}"
any_member ::= any_string ":" any_value
any_array ::= "[" (any_value ("," any_value)* | "") "]"
any_value ::= any_object | any_array | any_string | {_NUMBER} | "true" | "false" | "null"
any_string ::= "\\"" any_char* "\\""
any_char ::= {_CHAR}
"""
_ANNOTATIONS = {"$schema", "$id", "title", "description", "default", "examples", "$comment"}
_KNOWN: dict[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "boolean": set(),
    "null": set(),
}
_KEYWORDS = set().union(*_KNOWN.values())

Schema = dict[str, Any]


def json_schema_grammar(schema: Schema) -> str:
    """Raises RefusedError `INVALID_INPUT` for keywords that it can't hold to.

    `minimum` and `maximum` only decide the sign and the number of digits.
    """
    root = _value(schema, 0)
    return bounded(f"root ::= {root}\n{_OPEN if 'any_' in root else ''}")


def _value(schema: object, depth: int) -> str:
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        raise unsupported("a schema that is no object, or too deep")
    if "const" in schema:
        return literal(_compact(schema["const"]))
    if "enum" in schema:
        return _choice([literal(_compact(value)) for value in _list(schema["enum"], "enum")])
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return _choice([_value(one, depth + 1) for one in _list(schema[keyword], keyword)])
    kind = schema.get("type")
    if isinstance(kind, list):
        return _choice([_value({**schema, "type": one}, depth + 1) for one in kind])
    if not isinstance(kind, str) or kind not in _KNOWN:
        raise unsupported("a value without a known type")
    # Keywords of other types say nothing about this one; those that nobody knows might.
    odd = set(schema) - {"type"} - _ANNOTATIONS - _KEYWORDS
    if odd:
        raise unsupported(f"the keyword {min(odd)}")
    return _of_type(kind, schema, depth)


def _of_type(kind: str, schema: Schema, depth: int) -> str:
    if kind == "object":
        return _object(schema, depth)
    if kind == "array":
        return _array(schema, depth)
    if kind == "string":
        low, high = _bounds(schema, "minLength", "maxLength", _MAX_STRING)
        if "maxLength" not in schema:
            return f'"\\"" any_char{{{low}}} any_char* "\\""' if low > 0 else "any_string"
        return f'"\\"" {_CHAR}{{{low},{high}}} "\\""'
    if kind in ("integer", "number"):
        return _number(kind, schema)
    return '("true" | "false")' if kind == "boolean" else '"null"'


def _object(schema: Schema, depth: int) -> str:
    properties = schema.get("properties", {})
    required = set(schema.get("required", []))
    if not isinstance(properties, dict) or not required <= set(properties):
        raise unsupported("required properties that it does not describe")
    if not properties and schema.get("additionalProperties") is not False:
        return "any_object"
    members = [
        (f"{literal(_compact(name) + ':')} {_value(value, depth + 1)}", name in required)
        for name, value in properties.items()
    ]
    return f'"{{" {_members(members)} "}}"'


def _members(members: list[tuple[str, bool]]) -> str:
    """Members in order, with commas between those that are there."""
    if not members:
        return '""'
    # `later` is what may follow a member that was written, `first` what may come when none was.
    later, first = '""', '""'
    for member, is_required in reversed(members):
        after, alone = f'"," {member} {later}', f"{member} {later}"
        first = f"({alone})" if is_required else f"({alone} | {first})"
        later = f"({after})" if is_required else f"({after} | {later})"
        bounded(first)
    return first


def _array(schema: Schema, depth: int) -> str:
    low, high = _bounds(schema, "minItems", "maxItems", _MAX_ITEMS)
    if high == 0:
        return '"[]"'
    item = _value(schema.get("items", {"type": "string"}), depth + 1)
    least = max(low - 1, 0)
    count = f"{{{least},{high - 1}}}" if "maxItems" in schema else "*"
    needed = f'("," {item}){{{least}}} ' if least > 0 and count == "*" else ""
    rest = bounded(f'{item} {needed}("," {item}){count}')
    return f'"[" {rest} "]"' if low > 0 else f'"[" ({rest} | "") "]"'


def _number(kind: str, schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return f"({_NUMBER if kind == 'number' else _INTEGER})"
    sign = '"-"? ' if low < 0 else ""
    digits = max(len(str(int(abs(low)))), len(str(int(abs(high)))), 1)
    whole = f'{sign}("0" | [1-9] [0-9]{{0,{digits - 1}}})'
    return f'({whole} ("." [0-9]{{1,15}})?)' if kind == "number" else f"({whole})"


def _bounds(schema: Schema, low: str, high: str, limit: int) -> tuple[int, int]:
    least, most = schema.get(low, 0), schema.get(high, limit)
    if not isinstance(least, int) or not isinstance(most, int) or not 0 <= least <= most:
        raise unsupported(f"odd bounds in {low} or {high}")
    return min(least, limit), min(most, limit)


def _list(value: object, keyword: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise unsupported(f"an empty {keyword}")
    return value


def _choice(alternatives: list[str]) -> str:
    return f"({' | '.join(alternatives)})"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
