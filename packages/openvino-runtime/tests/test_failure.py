"""What is told of an error."""

import pytest

from atelier_runtime.failure import failure_message, is_out_of_memory


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("Exception from graph.cpp:1628:\nstd::bad_alloc"),
        RuntimeError("Node ReadValue_1426 of type ReadValue\ncan't alloc"),
        RuntimeError("libopenvino.so: failed to map segment from shared object"),
    ],
)
def test_want_of_memory_is_called_by_its_name(error):
    assert is_out_of_memory(error)
    assert "The model failed: the machine has too little memory (" in failure_message(
        "The model failed", error
    )


def test_of_other_errors_the_last_line_is_told():
    error = RuntimeError("Exception from core.cpp:117:\n  Shapes differ.\n\n")
    assert not is_out_of_memory(error)
    assert failure_message("It failed", error) == "It failed: Shapes differ."
    assert failure_message("It failed", ValueError()) == "It failed: ValueError"
