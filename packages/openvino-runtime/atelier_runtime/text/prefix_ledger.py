"""An estimate of how much of a prompt lies in the engine's prefix cache.

The engine counts no hits, so this keeps the hashes of the blocks that it must have computed, in the
order in which it gives them up. It says too much when the engine gave up a block early.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from atelier_runtime.model_facts import BLOCK_TOKENS


class PrefixLedger:
    def __init__(self, max_blocks: int) -> None:
        self._max_blocks = max_blocks
        self._blocks: OrderedDict[int, None] = OrderedDict()

    def cached_tokens(self, prompt: list[int]) -> int:
        """Whole blocks at the beginning of `prompt` that were seen before, in tokens.

        The last token is always computed.
        """
        count = 0
        for block in _chain(prompt[:-1]):
            if block not in self._blocks:
                break
            count += BLOCK_TOKENS
        return count

    def remember(self, tokens: list[int]) -> None:
        for block in _chain(tokens):
            self._blocks[block] = None
            self._blocks.move_to_end(block)
        while len(self._blocks) > self._max_blocks:
            self._blocks.popitem(last=False)


def _chain(tokens: list[int]) -> Iterator[int]:
    """A hash for each whole block that covers everything before it too."""
    chained = 0
    for start in range(0, len(tokens) - BLOCK_TOKENS + 1, BLOCK_TOKENS):
        chained = hash((chained, tuple(tokens[start : start + BLOCK_TOKENS])))
        yield chained
