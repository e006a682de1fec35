"""One use case, one transaction. The only file that commits."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from webchat.db.engine import get_engine
from webchat.db.errors import COLLISIONS, TRIES, is_unencodable, no_answer, not_storable
from webchat.db.scope import enter_scope
from webchat.db.silence import USE_CASE, watch
from webchat.domain.events import LoggedEvent, Signal
from webchat.settings import get_settings

P = ParamSpec("P")
T = TypeVar("T")
Committed = tuple[LoggedEvent, Any] | Signal
OnCommit = Callable[[Sequence[Committed]], None]

Options = dict[str, Any]
_READ_ONLY: Options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_callbacks: list[OnCommit] = []


class Announcements:
    """What is told to the listeners once it is committed."""

    def __init__(self) -> None:
        self.committed: list[Committed] = []

    def announce(self, event: LoggedEvent, view: Any) -> None:
        """Hands a logged event and the view it speaks of to the listeners, after the commit."""
        self.committed.append((event, view))

    def signal(self, signal: Signal) -> None:
        """Hands something passing to the listeners, after the commit."""
        self.committed.append(signal)


class UnitOfWork(Announcements):
    """A transaction, and the events that are announced once it is committed."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection

    @cached_property
    def session(self) -> Session:
        """The transaction as a session; what needs none saves the time that making one takes."""
        return Session(self.connection)

    def commit(self) -> None:
        """Keeps what was done. Only this file does that."""
        if "session" in self.__dict__:
            self.session.commit()
        self.connection.commit()

    def close(self) -> None:
        """Lets go of what the session holds."""
        if "session" in self.__dict__:
            self.session.close()


def on_commit(callback: OnCommit) -> None:
    """Registers who is told, on the event loop, what was committed. Twice is once."""
    if callback not in _callbacks:
        _callbacks.append(callback)


def waiting() -> int:
    """How many use cases wait for a connection."""
    return max(0, _Running.count - get_settings().db_pool_size)


async def transact(use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a use case in a worker thread, commits, then announces its events."""
    result, committed = await _in_thread(lambda: _run(use_case, args, kwargs, {}))
    tell(committed)
    return result


def tell(committed: list[Committed]) -> None:
    """Tells the listeners, on the event loop, what is committed."""
    if committed:
        for callback in _callbacks:
            callback(committed)


async def read(use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a use case on one read-only snapshot."""
    result, _ = await _in_thread(lambda: _run(use_case, args, kwargs, _READ_ONLY))
    return result


class _Running:
    """Use cases that have a connection or wait for one; changed on the event loop only."""

    count = 0


async def _in_thread(work: Callable[[], T]) -> T:
    _Running.count += 1
    try:
        return await to_thread.run_sync(work, limiter=_threads())
    finally:
        _Running.count -= 1


def _run(use_case: Callable[..., T], args: Any, kwargs: Any, options: Options) -> tuple[T, list[Committed]]:
    for attempt in range(1, TRIES + 1):
        try:
            return _once(use_case, args, kwargs, options)
        except DataError as error:
            raise not_storable() from error
        except ValueError as error:
            if not is_unencodable(error):
                raise
            raise not_storable() from error
        except PoolTimeout as error:
            raise no_answer(error) from error
        except DBAPIError as error:
            if _may_try_again(error) and attempt < TRIES:
                continue
            if isinstance(error, OperationalError):
                raise no_answer(error.orig) from error
            raise
    raise AssertionError("unreachable")


def _once(use_case: Callable[..., T], args: Any, kwargs: Any, options: Options) -> tuple[T, list[Committed]]:
    with (
        get_engine().connect().execution_options(**options) as connection,
        watch.over(connection.connection.dbapi_connection, USE_CASE),
        closing(UnitOfWork(connection)) as uow,
    ):
        enter_scope(connection, (*args, *kwargs.values()))
        result = use_case(uow, *args, **kwargs)
        with _committing():
            uow.commit()
        return result, uow.committed


def _may_try_again(error: DBAPIError) -> bool:
    """Whether nothing was done: others were in the way, or the connection was lost before the commit."""
    return error.connection_invalidated or getattr(error.orig, "pgcode", None) in COLLISIONS


@contextmanager
def _committing() -> Iterator[None]:
    """Nobody knows whether a commit whose answer was lost has happened: it is not tried again."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise no_answer() from error
        raise


@cache
def _threads() -> CapacityLimiter:
    return CapacityLimiter(get_settings().db_pool_size)
