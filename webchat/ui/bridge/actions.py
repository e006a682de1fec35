"""What people do in the browser, as event handlers for ``on_*`` props.

The functions stand in ``actions.js`` and in the modules beside it; they are compiled into the page, so
nothing is evaluated at run time and the strict CSP holds.
"""

from __future__ import annotations

import json

from reflex.utils.imports import ImportVar
from reflex.vars import FunctionStringVar, Var, VarData
from reflex.vars.function import FunctionVar

from .files import MODULES


def act(name: str, *arguments: Var | str | int) -> FunctionVar:
    """The action ``name`` of ``actions.js``, or ``"module.name"`` of another, as a handler; the event comes last."""
    module, _, name = f"actions.{name}".rpartition(".")
    imports = {MODULES[f"{module.rpartition('.')[2]}.js"]: [ImportVar(tag=name)]}
    values = [a if isinstance(a, Var) else Var(json.dumps(a)) for a in arguments]
    data = VarData.merge(VarData(imports=imports), *(v._get_all_var_data() for v in values))
    # Reflex calls with what the trigger's spec picks out, then the browser's own event.
    call = f"((...given) => {name}({''.join(f'{v!s}, ' for v in values)}given.at(-1)))"
    return FunctionStringVar.create(call, _var_data=data)
