"""atelier_runtime with a line in a file for each denoising step: for `npm run bench -- cancel`.

Called as `traced_runtime.py FILE`, in the folder of atelier_runtime. Times are Unix milliseconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, ".")

from atelier_runtime import main as runtime
from atelier_runtime.image import drawing

TRACE = Path(sys.argv[1])


def note(what: str) -> None:
    at = time.time() * 1_000
    with TRACE.open("a") as lines:
        print(json.dumps({"what": what, "at": at}), file=lines)


def trace(generate: Callable[..., Any]) -> Callable[..., Any]:
    def traced(*arguments: Any) -> Any:
        *rest, on_step = arguments

        def on_traced_step(step: int, of: int, latent: Any) -> bool:
            note("step")
            stops: bool = on_step(step, of, latent)
            if stops:
                note("stop")
            return stops

        note("begin")
        try:
            return generate(*rest, on_traced_step)
        finally:
            note("end")

    return traced


def say_traced(report: drawing.StepReport, *arguments: Any) -> None:
    note("said")
    say(report, *arguments)


say = drawing.StepReport.say
drawing.StepReport.say = say_traced
drawing._generate = trace(drawing._generate)
sys.exit(runtime.main())
