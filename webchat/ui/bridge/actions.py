"""What people do in the browser, as event handlers for ``on_*`` props.

The functions stand in the modules of the folders beside this file; they are compiled into the page, so
nothing is evaluated at run time and the strict CSP holds.
"""

from __future__ import annotations

import json

from reflex.utils.imports import ImportVar
from reflex.vars import FunctionStringVar, Var, VarData
from reflex.vars.function import FunctionVar

from .files import MODULES


def act(name: str, *arguments: Var | str | int) -> FunctionVar:
    """The function ``"module.name"`` of the bridge as a handler; the event comes last."""
    module, _, name = name.partition(".")
    imports = {MODULES[f"{module}.js"]: [ImportVar(tag=name)]}
    values = [a if isinstance(a, Var) else Var(json.dumps(a)) for a in arguments]
    data = VarData.merge(VarData(imports=imports), *(v._get_all_var_data() for v in values))
    # Reflex calls with what the trigger's spec picks out, then the browser's own event.
    call = f"((...given) => {name}({''.join(f'{v!s}, ' for v in values)}given.at(-1)))"
    return FunctionStringVar.create(call, _var_data=data)
