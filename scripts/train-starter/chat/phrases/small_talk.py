"""Small talk, by answer: a name, what is answered, what the answer must match, the phrases."""

from __future__ import annotations

from .small_talk_meeting import MEETING
from .small_talk_replies import REPLIES
from .small_talk_verdicts import VERDICTS

SMALL_TALK = (*MEETING, *REPLIES, *VERDICTS)
