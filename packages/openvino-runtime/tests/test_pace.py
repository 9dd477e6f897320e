"""How long callbacks stay, against an engine whose steps all take as long."""

from atelier_runtime.image.pace import Pace

STEP_S = 10.0
STEPS = 40


def stays(first_s=STEP_S, steps=STEPS):
    """When callbacks came and left, and when their steps had ended."""
    now = 0.0
    pace = Pace(lambda: now)
    ended = first_s
    all_of_them = []
    for step in range(steps):
        now = max(now, ended)
        came = now
        now += pace.came(steps - step - 1)
        pace.left()
        all_of_them.append((came, now, ended))
        ended += STEP_S
    return all_of_them


def test_stays_for_nearly_all_of_the_time():
    listening = sum(left - came for came, left, _ in stays()[1:-3])
    assert listening > 0.9 * (STEPS - 4) * STEP_S


def test_comes_less_than_a_step_late_also_after_a_slow_first_one():
    for first_s in [0.2 * STEP_S, STEP_S, 5 * STEP_S]:
        assert max(came - ended for came, _, ended in stays(first_s)) < STEP_S


def test_holds_up_no_picture():
    for first_s in [STEP_S, 5 * STEP_S]:
        for steps in [1, 2, 3, 4, 20]:
            _, left, ended = stays(first_s, steps)[-1]
            assert left <= ended
