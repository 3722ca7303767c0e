"""One visitor: messages in, answers out. Whatever is wrong is answered, never raised."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from lessons.exports import config_text, table_text
from lessons.frames import begun, frame_of
from lessons.inspect import agent_in
from lessons.lesson import BY, BY_STRATEGY, all_lessons
from lessons.play import Play
from lessons.setup import LATEST_WEEK, setup_from
from lessons.worlds import Worlds
from sim.errors import AllianceError, BadInput, shown
from sim.inputs.parameters import parameter_declarations
from sim.measures.outcomes import of_kind

#: Longest message that is read, in bytes.
LONGEST_MESSAGE = 512 * 1024
#: Weeks that one message may ask for, and how long the server works on it at most, in seconds.
MOST_WEEKS, LONGEST_GO = 1000, 0.1
#: How long one step of a jump to a later week may take: others get their turn in between.
LONGEST_JUMP = 0.25
#: Outcomes that are measured every week for the page.
MOST_OUTCOMES = 8
ALWAYS = ("payoff", "trust", "memberships", "tension")


class Session:
    """What one visitor has running."""

    def __init__(self) -> None:
        self.worlds: Worlds | None = None
        self.play: Play | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._answers = {
            "begin": self._begin,
            "go": self._go,
            "turn": self._turn,
            "look": self._look,
            "toml": self._toml,
            "csv": self._csv,
            "play": self._play,
            "choose": self._choose,
            "compare": self._compare,
        }

    def answer(self, text: str | bytes) -> dict[str, Any]:
        """Return the answer to a message; it carries the number of the message, if that has one."""
        number = None
        try:
            message = _read(text)
            number = message.pop("number", None)
            if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
                number = None
                raise BadInput("the number of a message is a whole number")
            do = message.pop("do", None)
            if not isinstance(do, str) or do not in self._answers:
                raise BadInput(f"a message does one of {', '.join(self._answers)}")
            found = self._answers[do](message)
        except (AllianceError, ValueError, TypeError, KeyError, OverflowError) as error:
            found = {"kind": "refused", "why": str(error) or "this cannot be done"}
        return found if number is None else {**found, "number": number}

    def close(self) -> None:
        """Forget the visitor, and any file that was left here."""
        if self._folder is not None:
            self._folder.cleanup()

    # ------------------------------------------------------------------------------ worlds

    def _begin(self, message: dict[str, Any]) -> dict[str, Any]:
        running, self._folder = self._folder, None
        try:
            setup = setup_from(message.get("setup"), all_lessons(), self._keep)
            worlds = Worlds(setup, _outcomes(message.get("outcomes", [])))
        except BaseException:
            self.close()
            self._folder = running  # what runs goes on
            raise
        if running is not None:
            running.cleanup()
        self.worlds, self.play = worlds, None
        return begun(worlds)

    def _keep(self, name: str, text: str) -> Path:
        """Write a visitor's network file; it stays for as long as its worlds do."""
        self._folder = tempfile.TemporaryDirectory(prefix="alliances-")
        file = Path(self._folder.name) / name
        file.write_text(text, encoding="utf-8", errors="replace")
        return file

    def _go(self, message: dict[str, Any]) -> dict[str, Any]:
        worlds = self._running()
        jump = message.get("jump") is True
        most = LATEST_WEEK if jump else MOST_WEEKS
        worlds.go(_whole(message, "weeks", most), LONGEST_JUMP if jump else LONGEST_GO)
        return frame_of(worlds)

    def _turn(self, message: dict[str, Any]) -> dict[str, Any]:
        worlds = self._running()
        name, value, side = message.get("name"), message.get("value"), message.get("side")
        if not isinstance(name, str) or name not in parameter_declarations():
            raise BadInput("there is no such parameter")
        chosen = (
            worlds.sides
            if side is None
            else [worlds.sides[_whole(message, "side", len(worlds.sides) - 1)]]
        )
        if isinstance(value, list):
            value = tuple(value)
        week = max([one.turn(name, value) for one in chosen])
        return {"kind": "turned", "week": week, "name": name, "value": value, "side": side}

    def _look(self, message: dict[str, Any]) -> dict[str, Any]:
        sides = self._running().sides
        side = sides[_whole(message, "side", len(sides) - 1)]
        return {**agent_in(side, message.get("agent")), "side": message["side"]}

    def _toml(self, message: dict[str, Any]) -> dict[str, Any]:
        worlds = self._running()
        question = message.get("question", "")
        if not isinstance(question, str) or len(question) > 300:
            raise BadInput("a question has 300 characters at most")
        text = config_text(worlds.now(), worlds.week, question)
        return {"kind": "file", "name": "alliances.toml", "text": text}

    def _csv(self, message: dict[str, Any]) -> dict[str, Any]:
        worlds = self._running()
        text = table_text(worlds.now(), worlds.week)
        return {"kind": "file", "name": "alliances.csv", "text": text}

    def _running(self) -> Worlds:
        if self.worlds is None:
            raise BadInput("nothing runs yet")
        return self.worlds

    # -------------------------------------------------------------------------------- play

    def _play(self, message: dict[str, Any]) -> dict[str, Any]:
        self.worlds = None
        self.play = Play(_whole(message, "seed", 10**6))
        return self.play.situation()

    def _choose(self, message: dict[str, Any]) -> dict[str, Any]:
        if self.play is None:
            raise BadInput("nobody is played yet")
        return self.play.week(message.get("acts"), message.get("helps"))

    def _compare(self, message: dict[str, Any]) -> dict[str, Any]:
        if self.play is None:
            raise BadInput("nobody is played yet")
        return self.play.comparison()


def _read(text: str | bytes) -> dict[str, Any]:
    if len(text) > LONGEST_MESSAGE:
        raise BadInput("the message is too long")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("a message is JSON") from None
    if not isinstance(message, dict):
        raise BadInput("a message is a table")
    return message


def _whole(message: dict[str, Any], name: str, most: int) -> int:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadInput(f"{name} must be a whole number from 0 to {most:,}")
    return value


def _outcomes(asked: Any) -> tuple[str, ...]:
    known = {o.name for o in of_kind("weekly")} | {f"{name}{BY}" for name in BY_STRATEGY}
    if not isinstance(asked, list) or len(asked) > MOST_OUTCOMES:
        raise BadInput(f"outcomes are a list of {MOST_OUTCOMES} at most")
    for name in asked:
        if not isinstance(name, str) or name not in known:
            raise BadInput(f"there is no weekly outcome {shown(name)}")
    return tuple(dict.fromkeys((*ALWAYS, *asked)))
