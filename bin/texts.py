"""Gather the texts that people see into webchat/locale/*.po and make of those what browser and server read.

`bin/texts` does it, `bin/texts --check` only says what is due; `bin/texts --add fr` begins another language.
"""

import io
import json
import sys
from contextlib import redirect_stderr
from datetime import UTC, datetime
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE, BROWSER = ROOT / "webchat" / "locale", ROOT / "assets" / "i18n"
UI, LAUNCHER = "ui/", "api/static/embed.js"
# Where every marked text reaches people, also without a full stop.
SPOKEN = (LAUNCHER, "api/mails.py", "domain/guide.py", "domain/digest.py")
# Who only operates the server or writes programs reads English.
PROGRAMS = (
    "api/",
    "client/",
    "domain/cursors.py",
    "repositories/",
    "serving/",
    "services/hook_messages.py",
    "services/idempotency.py",
    "services/operator.py",
    "services/pages.py",
    "services/preferences.py",
    "services/rooms.py",
    "services/seeds.py",
    "services/demo.py",
    "services/backups.py",
)
REFUSALS = (
    "InvalidInput", "InvalidUsername", "NotFound", "Forbidden", "Conflict", "Unavailable", "NotSignedIn", "__init__",
)  # fmt: skip
KEYWORDS = dict.fromkeys(["t", "mark", *REFUSALS]) | {"tn": (1, 2), "mark_counted": (1, 2)}
METHODS = [("**.js", "javascript"), ("**.jsx", "javascript"), ("**.py", "python")]
OPTIONS = {pattern: {"parse_template_string": "true"} for pattern in ("**.js", "**.jsx")}
FORMS = {
    1: ("other",),
    2: ("one", "other"),
    3: ("one", "many", "other"),
    6: ("zero", "one", "two", "few", "many", "other"),
}
HEAD = "# What people see of WebChat, by the English texts of the sources: see docs/development.md."
BEGUN = datetime(2026, 11, 26, tzinfo=UTC)  # a date that moved would make a change of every run


def template() -> Catalog:
    """Every text of the sources, with the files that it stands in."""
    catalog = Catalog(charset="utf-8", creation_date=BEGUN)
    with redirect_stderr(io.StringIO()):  # it warns of every f-string beside a text
        found = list(extract_from_dir(ROOT / "webchat", METHODS, OPTIONS, keywords=KEYWORDS))
    for file, _line, text, _comments, _context in sorted(found, key=lambda one: (not one[0].startswith(UI), one[0])):
        if is_for_people(file, text):
            catalog.add(text, locations=[(file, 0)])
    return catalog


def is_for_people(file: str, text: str | tuple[str, str]) -> bool:
    """Whether it reaches people; what stands in an error without a full stop is the name of a field."""
    if file.startswith(UI) or file in SPOKEN:
        return True
    return not file.startswith(PROGRAMS) and (text[-1] if isinstance(text, tuple) else text).endswith(".")


def updated(language: str, texts: Catalog) -> Catalog:
    """The catalogue of a language with the texts of now, and what was said of them before."""
    path = LOCALE / f"{language}.po"
    catalog = Catalog(locale=language, project="WebChat")
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = BEGUN
    catalog.header_comment = HEAD
    return catalog


def written(catalog: Catalog) -> dict[Path, bytes]:
    """The files of a language: for translators, for the browser, for the server."""
    language = str(catalog.locale)
    for_people, for_server, browser = io.BytesIO(), Catalog(locale=language), {}
    write_po(for_people, catalog, width=0, include_lineno=False, omit_header=False, sort_by_file=True)
    for message in catalog:
        if not message.id or not message.string or not all(message.string):
            continue
        if any(file.startswith(UI) for file, _ in message.locations):
            browser[key_of(message)] = forms_of(message, catalog.num_plurals)
        if any(not file.startswith(UI) for file, _ in message.locations):
            for_server.add(message.id, message.string)
    for_server.creation_date = for_server.revision_date = BEGUN
    compiled = io.BytesIO()
    write_mo(compiled, for_server)
    return {
        LOCALE / f"{language}.po": for_people.getvalue(),
        LOCALE / f"{language}.mo": compiled.getvalue(),
        BROWSER / f"{language}.json": json.dumps(browser, ensure_ascii=False, separators=(",", ":")).encode(),
    }


def key_of(message) -> str:
    """A text that is counted goes by its form for one."""
    return message.id[0] if message.pluralizable else message.id


def forms_of(message, count: int):
    """As `Intl.PluralRules` names the forms."""
    return dict(zip(FORMS[count], message.string, strict=True)) if message.pluralizable else message.string


def main() -> int:
    texts = template()
    languages = sorted(path.stem for path in LOCALE.glob("*.po"))
    if "--add" in sys.argv:
        languages.append(str(Locale.parse(sys.argv[-1])))
        if get_plural(languages[-1])[0] not in FORMS:
            raise SystemExit("The plural forms of this language have no names yet: add them to FORMS.")
    files = {path: text for language in languages for path, text in written(updated(language, texts)).items()}
    due = [path for path, text in files.items() if not path.exists() or path.read_bytes() != text]
    if "--check" in sys.argv:
        for path in due:
            print(f"{path.relative_to(ROOT)} is not in step with the sources: run bin/texts.")
        return 1 if due else 0
    for path in due:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(files[path])
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
