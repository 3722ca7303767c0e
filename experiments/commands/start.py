"""Where the command begins: it hears Ctrl-C, and can print, before anything else is imported.

Imports take a second, of which the first tenths are those of the command line itself; here, and in
the roots of the packages around, is only what Python has imported for itself, or nearly. What
closed or narrow streams cannot show is written as an escape.
"""

from __future__ import annotations

import io
import os
import signal
import sys

from experiments.commands.exits import INTERRUPTED, REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType


class Interrupt:
    """What Ctrl-C does: it ends the command quietly, wherever it is."""

    def __init__(self) -> None:
        self.heard = self.listening = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Stop at once where there is nothing to tidy up, and else as Python does.

        While something is imported it would be lost: libraries in C try imports, and take whatever
        is raised there as a module that is not to be had. It comes again until that is over.
        """
        self.heard = True
        if not self.listening:
            os._exit(_say("interrupted", INTERRUPTED))
        if not _importing(frame):
            raise KeyboardInterrupt
        _come_again()

    def ignored(self, what: sys.UnraisableHookArgs) -> None:
        """Hear of an exception where none can be raised: in a callback of C, or at an object's end.

        An interruption comes again; what breaks because of one is not worth a word.
        """
        if not self.heard:
            sys.__unraisablehook__(what)
        elif issubclass(what.exc_type, KeyboardInterrupt):
            _come_again()


def main() -> None:
    """Run the command line."""
    interrupt = Interrupt()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody ignores it
        signal.signal(signal.SIGINT, interrupt)
        sys.unraisablehook = interrupt.ignored
    _open_streams()
    try:
        os.getcwd()
    except OSError:
        sys.exit(_say("the folder that you are in is gone: change to another", REFUSED))
    from experiments.commands.main import main as run

    interrupt.listening = True
    try:
        run()
    except (Exception, KeyboardInterrupt):
        if not interrupt.heard:
            raise
        # Libraries in C that are stopped while they are imported say something else.
        sys.exit(_say("interrupted", INTERRUPTED))
    finally:
        interrupt.listening = False  # all is tidy again


def _importing(frame: FrameType | None) -> bool:
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


def _come_again() -> None:
    """Let Ctrl-C be heard once more, in a moment."""
    from threading import Timer, get_ident

    again = Timer(0.02, _sent, [get_ident()])
    again.daemon = True
    again.start()


def _sent(thread: int) -> None:
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:
        signal.pthread_kill(thread, signal.SIGINT)  # wakes it, too, where it waits


def _say(sentence: str, code: int) -> int:
    os.write(2, f"alliances: {sentence}\n".encode())
    return code


def _open_streams() -> None:
    """Give what is printed somewhere to go, and letters that can go there."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed; no file of ours may take its number
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 — open as long as we are
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
