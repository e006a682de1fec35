"""Texts that people see: English in the source, looked up in the browser."""

from __future__ import annotations

import json

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData


def _call(function: str, texts: list[str], count: list[rx.Var], params: dict[str, rx.Var]) -> rx.Var[str]:
    filled = ", ".join(f"{json.dumps(name)}: {value!s}" for name, value in params.items())
    given = [*(json.dumps(text, ensure_ascii=False) for text in texts), *map(str, count), f"{{{filled}}}"]
    data = VarData.merge(
        VarData(imports={"$/public/i18n.js": [ImportVar(tag=function)]}),
        *(value._get_all_var_data() for value in (*count, *params.values())),
    )
    return rx.Var(f"{function}({', '.join(given)})", _var_type=str, _var_data=data).guess_type()


def t(text: str, **params: rx.Var) -> rx.Var[str]:
    """The text in the reader's language, with ``{name}`` filled from ``params``."""
    return _call("t", [text], [], params)


def tn(one: str, other: str, count: rx.Var[int], **params: rx.Var) -> rx.Var[str]:
    """The same for a text that depends on ``{count}``: ``one`` and ``other`` are its two English forms."""
    return _call("tn", [one, other], [count], params)
