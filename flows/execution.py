"""How the steps of a run are executed: as plain calls, or (flows/pipeline.py) as Prefect tasks."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Executor(Protocol):
    """Executes steps. A step is a name, which operators see, and a call without arguments."""

    def run(self, name: str, call: Callable[[], T]) -> T:
        """Execute one step and return its result."""
        ...

    def run_together(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Execute steps that do not depend on each other; return their results by name."""
        ...


class PlainExecutor:
    """Executes steps as function calls in this process, one after the other."""

    def run(self, name: str, call: Callable[[], T]) -> T:  # noqa: ARG002 - the name is for executors that show it
        """Call the step."""
        return call()

    def run_together(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Call the steps in their order."""
        return {name: call() for name, call in calls.items()}
