"""The front end is built again exactly when something that goes into it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from webchat.serving.build import fingerprint
from webchat.serving.bundling import share_code
from webchat.serving.drawing import draw_chat, paint_first
from webchat.serving.same_origin import HERE, use_page_address, use_proxy

_SOURCES = ("webchat/ui", "rxconfig.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "webchat" / "ui").mkdir(parents=True)
    (tmp_path / "webchat" / "ui" / "page.py").write_text("one")
    (tmp_path / "rxconfig.py").write_text("two")
    return tmp_path


def test_the_same_sources_have_the_same_fingerprint(root: Path) -> None:
    before = fingerprint(root, _SOURCES)
    (root / "webchat" / "services.py").write_text("not part of it")
    cache = root / "webchat" / "ui" / "__pycache__"
    cache.mkdir()
    (cache / "page.pyc").write_text("nor this")
    assert fingerprint(root, _SOURCES) == before


def test_a_changed_a_new_and_a_renamed_file_are_seen(root: Path) -> None:
    seen = {fingerprint(root, _SOURCES)}
    page = root / "webchat" / "ui" / "page.py"
    page.write_text("changed")
    seen.add(fingerprint(root, _SOURCES))
    (root / "webchat" / "ui" / "new.py").write_text("")
    seen.add(fingerprint(root, _SOURCES))
    page.rename(page.with_name("renamed.py"))
    seen.add(fingerprint(root, _SOURCES))
    assert len(seen) == 4


def test_the_rule_for_the_address_fits_the_reflex_that_is_installed() -> None:
    import reflex_base

    code = (Path(reflex_base.__file__).parent / ".templates/web/utils/state.js").read_text()
    once = use_page_address(code)
    assert HERE in once
    assert use_page_address(once) == once


def test_a_changed_reflex_is_noticed() -> None:
    with pytest.raises(ValueError, match="getBackendURL has changed"):
        use_page_address("export const getBackendURL = () => 1;")
    with pytest.raises(ValueError, match=r"vite\.config\.js has changed"):
        use_proxy("export default {}")
    with pytest.raises(ValueError, match=r"vite\.config\.js has changed"):
        share_code("export default {}")
    with pytest.raises(ValueError, match=r"react-router\.config\.js has changed"):
        draw_chat('export default {"prerender": ["/"]};')


def test_the_proxy_of_development_fits_the_reflex_that_is_installed() -> None:
    from reflex_base.compiler import templates

    assert use_proxy(Path(templates.__file__).read_text().replace("{{", "{")).count("proxy: {") == 1


def test_the_shared_code_fits_the_reflex_that_is_installed() -> None:
    from reflex_base.compiler import templates

    shared = share_code(Path(templates.__file__).read_text().replace("{{", "{"))
    assert shared.count('name: "shared"') == 1
    assert share_code(shared) == shared


def test_the_chat_is_drawn_by_the_reflex_that_is_installed() -> None:
    from reflex.utils.frontend_skeleton import _update_react_router_config
    from reflex_base.config import get_config

    config = _update_react_router_config(get_config(), prerender_routes=True)
    once = draw_chat(config)
    assert '[...getStaticPaths(), "/chat/"]' in once
    assert draw_chat(once) == once
    in_development = _update_react_router_config(get_config(), prerender_routes=False)
    assert draw_chat(in_development) == in_development


def test_the_code_that_a_page_names_comes_after_its_look(tmp_path: Path) -> None:
    page = tmp_path / "chat" / "index.html"
    page.parent.mkdir()
    page.write_text('<link rel="modulepreload" href="/assets/a.js"/><link rel="icon" href="/b.svg"/>')
    for _ in range(2):
        paint_first(tmp_path)
        assert page.read_text() == (
            '<link rel="modulepreload" fetchpriority="low" href="/assets/a.js"/><link rel="icon" href="/b.svg"/>'
        )
