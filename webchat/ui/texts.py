"""Texts that people see: English in the source, looked up in the browser."""

from __future__ import annotations

import json

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData


def t(text: str, **params: rx.Var) -> rx.Var[str]:
    """The text in the reader's language, with ``{name}`` filled from ``params``."""
    filled = ", ".join(f"{json.dumps(name)}: {value!s}" for name, value in params.items())
    data = VarData.merge(
        VarData(imports={"$/public/i18n.js": [ImportVar(tag="t")]}),
        *(value._get_all_var_data() for value in params.values()),
    )
    return rx.Var(
        f"t({json.dumps(text, ensure_ascii=False)}, {{{filled}}})", _var_type=str, _var_data=data
    ).guess_type()
