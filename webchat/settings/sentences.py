"""What was found wrong with a setting, in one sentence: the variable, its value, what is allowed."""

from typing import Any

from pydantic import AliasChoices, ValidationError

from .fields import Settings

_SECRET_FIELDS = frozenset(
    {
        "secret_key",
        "service_key",
        "jwt_secret",
        "database_url",
        "redis_url",
        "s3_secret_key",
        "gif_key",
        "metrics_token",
        "turn_secret",
        "livekit_secret",
        "smtp_password",
    }
)


def sentence_of(error: ValidationError) -> str:
    """Turn the first finding into: the variable, its value, what is allowed."""
    first = error.errors(include_url=False)[0]
    location = str(first["loc"][0])
    field, variable = _field_of(location)
    given = "set" if field in _SECRET_FIELDS else repr(first["input"])
    return f"{variable} is {given}, but it must be {_allowed(first)}."


def _field_of(location: str) -> tuple[str, str]:
    for name, info in Settings.model_fields.items():
        alias = info.validation_alias
        names = [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else []
        if location == name or location in names:
            return name, names[0]
    return location, location


def _allowed(finding: Any) -> str:
    context = finding.get("ctx", {})
    match finding["type"]:
        case "value_error":
            return str(context["error"])
        case "greater_than_equal" | "less_than_equal" | "int_parsing" | "int_type" | "int_from_float":
            return _whole_number(str(finding["loc"][0]))
        case "literal_error":
            return f"one of {context['expected'].removeprefix(chr(39) * 2 + ', ')}, or nothing"
        case "bool_parsing" | "bool_type":
            return "on or off (also true/false, 1/0)"
    return str(finding["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")


def _whole_number(location: str) -> str:
    field, _ = _field_of(location)
    bounds = {type(item).__name__: item for item in Settings.model_fields[field].metadata}
    low = getattr(bounds.get("Ge"), "ge", None)
    high = getattr(bounds.get("Le"), "le", None)
    return f"a whole number from {low} to {high}" if high is not None else f"a whole number, at least {low}"
