"""What dbt 1.7 does anew for each run, each event and each result, done once or not at all.

Four tenths of a small build's Python. dbt's results are the same; what each function leaves out, it says.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from dbt.events.base_types import BaseEvent, EventLevel
    from dbt.events.eventmgr import EventManager

# How each macro begins in dbt's manifest, which holds them one by one: all that tells one from another.
_MACRO = re.compile(r"\s*{%-?\s*(?:macro|materialization|test|data_test)\b[^%]*%}")


def compile_data_classes_when_used() -> None:
    """Let mashumaro write the code that reads and writes dbt's data classes when it is first called.

    By default it does so for all of them while dbt is imported: half of that time, for hundreds of classes
    that a build never reads or writes. To be called before that import.
    """
    from mashumaro.config import BaseConfig

    BaseConfig.lazy_compilation = True


def parse_dates_by_one_calendar() -> None:
    """Let agate, which holds the results of dbt's queries, make its calendar once and not for each result."""
    import parsedatetime  # type: ignore[import-untyped]

    parsedatetime.Constants = functools.cache(parsedatetime.Constants)


def leave_out_debug_events() -> None:
    """Neither write down nor describe events that nobody wants.

    dbt does both for each before it asks whether anybody does: a second of a build. An event of level debug
    is written down when one of its fields is asked for, as by a caller that fires it at another level.
    """
    from dbt.events import base_types
    from dbt.events.functions import ctx_set_event_manager

    debug_level: Any = base_types.DebugLevel

    def remember(event: BaseEvent, *arguments: Any, **fields: Any) -> None:
        event.__dict__["_unwritten"] = (arguments, fields)

    debug_level.__init__ = remember
    debug_level.pb_msg = functools.cached_property(_write_down)
    debug_level.pb_msg.__set_name__(debug_level, "pb_msg")
    ctx_set_event_manager(_without_debug())


def _write_down(event: BaseEvent) -> Any:
    from dbt.events.base_types import BaseEvent

    arguments, fields = event.__dict__["_unwritten"]
    BaseEvent.__init__(event, *arguments, **fields)
    return event.__dict__["pb_msg"]


def _without_debug() -> EventManager:
    from dbt.events.base_types import EventLevel
    from dbt.events.eventmgr import EventManager

    class Terse(EventManager):
        def fire_event(self, e: BaseEvent, level: EventLevel | None = None) -> None:
            if (level or e.level_tag()) != EventLevel.DEBUG:
                super().fire_event(e, level)

    return Terse()


def share_contexts() -> None:
    """Let a macro look into the context of its model, where dbt copies its thousand names for each call."""
    import dbt.clients.jinja

    jinja: Any = dbt.clients.jinja
    by_copy = jinja.BaseMacroGenerator.get_macro

    def get_macro(generator: Any) -> Any:
        context = generator.context
        if type(context) is not dict:
            return by_copy(generator)
        template = generator.get_template()
        for name, value in template.globals.items():  # Jinja's own, such as range
            context.setdefault(name, value)
        module = template.make_module(context, shared=True)
        return getattr(module, jinja.get_dbt_macro_name(generator.get_name()))

    jinja.BaseMacroGenerator.get_macro = get_macro


def keep_schemas(folder: Path) -> None:
    """Keep the JSON schemas by which dbt validates what a user wrote; to derive them takes half a second.

    They depend on dbt's data classes and nothing else.
    """
    from dbt.dataclass_schema import dbtClassMixin

    folder.mkdir(parents=True, exist_ok=True)
    derived_by = f"{version('dbt-core')}-{version('mashumaro')}"
    derive = dbtClassMixin.json_schema.__func__  # type: ignore[attr-defined]

    def json_schema(of: type[Any]) -> Any:
        if not of.__module__.startswith("dbt."):
            return derive(of)
        kept = folder / f"{of.__module__}.{of.__qualname__}-{derived_by}.json"
        with suppress(OSError, ValueError):
            return json.loads(kept.read_text(encoding="utf-8"))
        schema = derive(of)
        draft = folder / f"{uuid4()}.draft"  # other threads, and other runs, may be at the same one
        draft.write_text(json.dumps(schema), encoding="utf-8")
        draft.replace(kept)
        return schema

    dbtClassMixin.json_schema = classmethod(functools.cache(json_schema))  # type: ignore[arg-type,assignment]


def keep_compiled_macros(folder: Path) -> None:
    """Keep the bytecode of dbt's macros in a folder, as Jinja keeps that of templates which are files.

    To compile the hundred macros of a build takes a second. A macro whose text has changed is compiled anew
    and replaces what was kept of it; so it is with another version of dbt, Jinja or Python. Models are not
    kept, they may hold anything.
    """
    from dbt.clients.jinja import MacroFuzzEnvironment
    from jinja2 import FileSystemBytecodeCache

    folder.mkdir(parents=True, exist_ok=True)
    kept = FileSystemBytecodeCache(str(folder))
    compilers = f"{version('dbt-core')} {version('jinja2')}"
    compile_anew = MacroFuzzEnvironment.compile

    def compile_once(environment: Any, source: Any, *arguments: Any, **options: Any) -> Any:
        signature = _MACRO.match(source) if isinstance(source, str) else None
        if signature is None or arguments or options:
            return compile_anew(environment, source, *arguments, **options)
        kind = type(environment).__name__  # native templates are other code
        name = hashlib.sha256(f"{compilers} {kind} {signature[0]}".encode()).hexdigest()
        bucket = kept.get_bucket(environment, name, None, source)
        if bucket.code is None:
            bucket.code = compile_anew(environment, source)
            kept.set_bucket(bucket)
        return bucket.code

    MacroFuzzEnvironment.compile = compile_once  # type: ignore[method-assign,assignment]
