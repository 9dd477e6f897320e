"""Checks commands against the schema that is generated from the TypeScript contracts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastjsonschema

from atelier_runtime.messages import Message, RefusedError

_FILE = Path(__file__).parent / "generated" / "protocol.schema.json"
_DOCUMENT: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))

PROTOCOL: int = _DOCUMENT["protocol"]
MAX_FRAME_BYTES: int = _DOCUMENT["maxFrameBytes"]
HEARTBEAT_S: float = _DOCUMENT["heartbeatMs"] / 1000

# One validator for each type: the message of a failed `oneOf` says nothing of use.
_COMMANDS: dict[str, Any] = {
    variant["properties"]["type"]["const"]: fastjsonschema.compile(variant, use_default=True)
    for variant in _DOCUMENT["command"]["oneOf"]
}


def check_command(message: object) -> Message:
    """The message itself.

    Raises RefusedError `INVALID_INPUT` with the reason; its text never quotes the request.
    """
    kind = message.get("type") if isinstance(message, dict) else None
    validator = _COMMANDS.get(kind) if isinstance(kind, str) else None
    if validator is None:
        raise RefusedError("INVALID_INPUT", "The runtime does not know this command.")
    try:
        validator(message)
    except fastjsonschema.JsonSchemaValueException as error:
        where = ".".join(error.path)
        raise RefusedError("INVALID_INPUT", f"{where} breaks the rule {error.rule}.") from None
    assert isinstance(message, dict)
    return message


def event_schema() -> dict[str, Any]:
    """The schema of what this process says; tests check against it."""
    schema: dict[str, Any] = _DOCUMENT["event"]
    return schema
