"""Has foreign documents read and reports rendered by a child process with limits.

A hostile or huge document can then cost no more than they allow: the bot itself never parses one.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress

from bot.child import (
    DECLINED,
    NO_FIGURES,
    NO_TYPESETTER,
    NOT_MADE,
    SECONDS,
    Declined,
    too_much,
)

__all__ = ["NOT_MADE", "NO_FIGURES", "NO_TYPESETTER", "Declined", "run"]

log = logging.getLogger(__name__)

_SECONDS = SECONDS
_GRACE = 5  # for a child that waits instead of computing


async def run(task: str, argument: str, data: bytes) -> bytes:
    """Do one task of the child's on ``data``; raises ``Declined``."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.child", task, argument, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )  # fmt: skip
    try:
        async with asyncio.timeout(_SECONDS + _GRACE):
            output, problem = await child.communicate(data)
    except TimeoutError:
        raise Declined(too_much(task)) from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode == DECLINED:
        raise Declined(problem.decode("utf-8", "replace").strip())
    if child.returncode != 0:
        kind = problem.decode("utf-8", "replace").strip().rpartition("\n")[2].partition(":")[0]
        log.error("child failed", extra={"task": task, "code": child.returncode, "kind": kind})
        raise Declined(too_much(task))
    return output
