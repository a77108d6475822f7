"""Questions that a page asks in a thread of their own, while it goes on with others.

What Python does for one question then fills the time in which the engine answers another.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Beside:
    """Where questions are begun whose answers are wanted later.

    Args:
        pool: The one thread that asks them, in their order; None where each is asked when its
            answer is wanted.
    """

    def __init__(self, pool: ThreadPoolExecutor | None) -> None:
        self._pool = pool

    def begin(self, ask: Callable[[], T]) -> Callable[[], T]:
        """Begins a question.

        Args:
            ask: Finds the answer.

        Returns:
            Gives the answer, or raises what `ask` raised.

        Example:
            >>> Beside(None).begin(lambda: 6 * 7)()
            42
        """
        return ask if self._pool is None else self._pool.submit(ask).result


@contextmanager
def beside(possible: bool) -> Iterator[Beside]:
    """A thread for questions, gone at the end of the block.

    Args:
        possible: Whether two threads may ask at a time.
    """
    if not possible:
        yield Beside(None)
        return
    pool = ThreadPoolExecutor(1, thread_name_prefix="beside")
    try:
        yield Beside(pool)
    finally:
        pool.shutdown(cancel_futures=True)
