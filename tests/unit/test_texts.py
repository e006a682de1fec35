"""The catalogues: whole, in step with the sources, and with the same holes as the English texts."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message

from webchat.api.looks import LookBody
from webchat.domain.errors import InvalidUsername, NotFound, RateLimited, UsernameTaken
from webchat.domain.texts import LANGUAGES, SOURCE, best_language, translated
from webchat.serving.environment import node_folder
from webchat.settings import PROJECT

OTHERS = [language for language in LANGUAGES if language != SOURCE]
_HOLE = re.compile(r"\{\w+\}")
# Where a form is for one fixed number it may say the number in words.
_MAY_LACK = {"{count}"}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """`bin/texts` as a module."""
    loader = SourceFileLoader("bin_texts", str(PROJECT / "bin" / "texts.py"))
    spec = spec_from_loader("bin_texts", loader)
    assert spec
    module = module_from_spec(spec)
    sys.modules["bin_texts"] = module
    loader.exec_module(module)
    return module


def _forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation beside the English text that it stands for."""
    if isinstance(message.string, str):
        yield message.id, message.string
    else:
        yield from ((message.id[-1], form) for form in message.string)


def test_the_catalogues_are_in_step_with_the_sources(tool: ModuleType) -> None:
    texts = tool.template()
    assert len(texts) > 600
    for language in OTHERS:
        for path, wanted in tool.written(tool.updated(language, texts)).items():
            assert path.read_bytes() == wanted, f"Run bin/texts: {path.name}"


def test_every_text_of_the_bridge_is_gathered(tool: ModuleType) -> None:
    """Wherever it stands, also inside of a string that is put together."""
    texts = [message.id for message in tool.template() if message.id]
    known = {text for one in texts for text in (one if isinstance(one, tuple) else [one])}
    spoken = re.compile(r'\b(?:t|tn|mark)\(\s*"((?:[^"\\]|\\.)*)"')
    files = sorted(Path(PROJECT, "webchat", "ui", "bridge").glob("*/*.js*"))
    said = {json.loads(f'"{text}"') for file in files for text in spoken.findall(file.read_text())}
    assert len(said) > 500
    assert said - known == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_its_holes(tool: ModuleType, language: str) -> None:
    missing, wrong, guessed = [], [], []
    for message in tool.updated(language, tool.template()):
        if not message.id:
            continue
        if message.fuzzy:
            guessed.append(message.id)
        for english, said in _forms(message):
            if not said:
                missing.append(english)
            holes, wanted = set(_HOLE.findall(said)), set(_HOLE.findall(english))
            if holes - wanted or wanted - holes - (_MAY_LACK if message.pluralizable else set()):
                wrong.append((english, said))
    assert not missing
    assert not wrong
    assert not guessed


def test_a_name_does_not_swallow_the_figures_beside_it(tool: ModuleType) -> None:
    """Of a name in Latin letters and a date after it a line from right to left would make one run, turned around."""
    texts = [said for message in tool.updated("ar", tool.template()) if message.id for _, said in _forms(message)]
    beside = re.compile(r"(.)\{(?:name|who)\}(.?)، \{(?:time|size|width)\}")
    found = [one for text in texts for one in beside.findall(f" {text}")]
    assert len(found) > 3
    assert set(found) == {("\u2068", "\u2069")}


def test_no_language_speaks_another_one(tool: ModuleType) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for language in OTHERS:
        for message in tool.updated(language, tool.template()):
            for english, text in _forms(message) if message.id else ():
                if re.search(r"[a-z]{3,} \S", text) and text != english:  # a name, or a unit, may be the same
                    said.setdefault((english, text), set()).add(language)
    assert {pair: languages for pair, languages in said.items() if len(languages) > 1} == {}


def test_the_browser_knows_the_same_languages_and_has_their_texts() -> None:
    boot = (PROJECT / "assets" / "boot.js").read_text()
    found = re.search(r"const LANGUAGES = (\[[^\]]+\]);", boot)
    assert found
    assert json.loads(found[1]) == list(LANGUAGES)
    for language in OTHERS:
        texts = json.loads((PROJECT / "assets" / "i18n" / f"{language}.json").read_text())
        assert texts["Start chatting"] != "Start chatting"
        assert set(texts["{count} member"]) >= {"one", "other"}


def test_nothing_for_people_is_written_outside_of_t() -> None:
    """What stands between tags or in a label of the bridge goes through t()."""
    literal = re.compile(r'(?:aria-label|placeholder|title|alt)="[^"{]*[A-Za-z]{2}|>\s*[A-Z][a-z]+[^<>{}();=]*<')
    found = [
        f"{file.name}:{number}: {line.strip()}"
        for file in sorted(Path(PROJECT, "webchat", "ui").rglob("*.jsx"))
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if literal.search(line) and not line.lstrip().startswith(("//", "*", "/*"))
    ]
    examples = ('"name@example.org"', '"XXXX-XXXX"', '"https://"')
    assert [line for line in found if not any(example in line for example in examples)] == []


# In code of the bridge: sentences, a word for a label, and words in capitals; names of methods and standards are none.
_MARKED = re.compile(r'\b(?:t|tn|mark)\((?:\s*"(?:[^"\\]|\\.)*",?)+')
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`')
_SENTENCE = re.compile(r"^\W*[A-Z][a-z]+,? [a-z]|[a-z]{3} [a-z]+[.…!?]$|^[A-Z]{4,}$")
_LABEL = re.compile(r'\b(?:text|label|title|placeholder|textContent|ariaLabel)\b["\]]* ?[:=] ?["`][A-Z][a-z]')
_NAMES = {"HEAD", "POST", "PATCH", "DELETE", "NFKD", "STUN", "GIPHY"}


def _unmarked_in_code(line: str) -> bool:
    code = _MARKED.sub("", re.sub(r"(^|\s)//.*|^\s*/?\*.*", "", line))
    said = (re.sub(r"\$\{[^}]*\}", "", one or other) for one, other in _LITERAL.findall(code))
    return "new Error(" not in code and (
        bool(_LABEL.search(code)) or any(_SENTENCE.search(text) and text not in _NAMES for text in said)
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('  toasts.show({ text: "Copied" });', True), ('  toasts.show({ text: t("Copied") });', False),
        ('  return count ? `${count} new messages.` : "";', True), ('  badge: ending || "FILE",', True),
        ('  return tn("{count} more person", "{count} more people", more);', False),
        ('  // Says "Not now" where nothing is here.', False), ('  ask("DELETE", `blocks/${id}`);', False),
        ('  link.title = "Download";', True), ('  className="button plain small"', False),
    ],
)  # fmt: skip
def test_what_counts_as_a_text_in_code(line: str, found: bool) -> None:
    assert _unmarked_in_code(line) is found


def test_no_code_of_the_bridge_says_anything_outside_of_t() -> None:
    found = [
        f"{file.name}:{number}: {line.strip()}"
        for file in sorted(Path(PROJECT, "webchat", "ui", "bridge").glob("*/*.js*"))
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if _unmarked_in_code(line)
    ]
    assert found == []


def _unmarked_in_python(source: str) -> list[str]:
    """What begins with a capital letter and went through neither t() nor mark(); the product's name is everywhere."""
    tree = ast.parse(source)
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"t", "tn", "mark"}:
            marked |= {id(one) for one in node.args}
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr):
            marked.add(id(node.body[0].value))
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked
        if re.search(r"\b[A-Z][a-z]{2}", node.value) and node.value != "WebChat"
    ]


def test_no_component_says_anything_outside_of_t() -> None:
    assert _unmarked_in_python('"""What it is."""\nrx.el.p("Hello", class_name="big")\nrx.el.p(t("Yes"))') == [
        "2: Hello"
    ]
    ui = Path(PROJECT, "webchat", "ui")
    files = [*sorted((ui / "components").glob("*.py")), ui / "pages.py", ui / "screens.py"]
    assert {file.name: said for file in files if (said := _unmarked_in_python(file.read_text()))} == {}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("de", "de"), ("de-AT,de;q=0.9,en;q=0.5", "de"), ("fr,es;q=0.5", "es"), ("fr, nl", "en"),
        ("en;q=0.3, ar-EG", "ar"), ("es;q=0, de;q=0.1", "de"), ("*", "en"), ("de;q=x", "en"), (";;,,=", "en"),
    ],
)  # fmt: skip
def test_the_language_that_is_liked_best(accepted: str, language: str) -> None:
    assert best_language(accepted) == language


def test_errors_speak_every_language_and_keep_their_english() -> None:
    taken = UsernameTaken("Ana", ("Ana 2",))
    assert taken.message == str(taken) == "The name Ana is taken."
    assert taken.said_in("de") == "Der Name Ana ist vergeben."
    assert NotFound().said_in("es") == "Aquí no hay nada."
    assert InvalidUsername("A name has {least} to {most} characters.", least=1, most=32).said_in("fr") == (
        "A name has 1 to 32 characters."
    )
    assert translated("ar", "no such text {at} all", {}) == "no such text {at} all"


@pytest.mark.parametrize(("count", "form"), [(1, "ثانية"), (2, "ثانيتين"), (5, "5 ثوانٍ"), (30, "30 ثانية")])
def test_plural_forms_follow_the_language(count: int, form: str) -> None:
    assert form in RateLimited(count).said_in("ar")


def test_seconds_in_english() -> None:
    assert RateLimited(1).message.endswith("in 1 second.")
    assert RateLimited(2).message.endswith("in 2 seconds.")


_SPANS = """
globalThis.webchatLanguage = { language: process.argv[2], locale: process.argv[2] };
const { span } = await import(process.argv[1]);
console.log(JSON.stringify([30, 60, 120, 180, 660, 3600, 5400, 86400].map((seconds) => span(seconds))));
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["30 seconds", "1 minute", "2 minutes", "3 minutes", "11 minutes", "1 hour", "90 minutes", "1 day"]),
        ("de", ["30 Sekunden", "1 Minute", "2 Minuten", "3 Minuten", "11 Minuten", "1 Stunde", "90 Minuten", "1 Tag"]),
        ("ar", ["30 ثانية", "دقيقة", "دقيقتان", "3 دقائق", "11 دقيقة", "ساعة", "90 دقيقة", "يوم"]),
    ],
)
def test_spans_of_time_have_the_forms_of_each_language(language: str, said: list[str]) -> None:
    script = ["--input-type=module", "--eval", _SPANS, str(PROJECT / "assets" / "i18n.js"), language]
    done = subprocess.run([str(node_folder() / "node"), *script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == said


def test_the_script_finds_the_environment_by_itself(tmp_path: Path) -> None:
    """Started from elsewhere, without the environment on the path."""
    done = subprocess.run([str(PROJECT / "bin" / "texts"), "--check"], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_chosen_for_all_devices(language: str) -> None:
    assert LookBody(language=language).language == language  # type: ignore[arg-type]


@pytest.mark.parametrize("language", OTHERS)
def test_every_emoji_has_a_name_in_every_language(language: str) -> None:
    folder = PROJECT / "assets" / "emoji"
    known = {row[0] for row in json.loads((folder / "en.json").read_text())["emoji"]}
    assert known <= set(json.loads((folder / f"{language}.json").read_text()))
