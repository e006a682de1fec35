"""Files: in messages, and in the tray of those that wait for one."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import MediaRow, TimelineRow, TrayItem
from webchat.ui.texts import t

from .icons import icon


def _picture(file: rx.Var[MediaRow]) -> rx.Component:
    """In a moving picture's place stands a still one for those who asked for rest."""
    still = rx.el.source(src_set=file.still, media="(prefers-reduced-motion: reduce)")
    image = rx.el.img(src=file.picture, alt=file.name, loading="lazy", decoding="async", draggable=False)
    return rx.el.picture(rx.cond(file.animated, still), image)


# The address is no page of the app: without this the router would take it for one.
_ITS_OWN = {"reloadDocument": True}


def _tile(file: rx.Var[MediaRow], *inside: rx.Component, beside: tuple[rx.Component, ...] = ()) -> rx.Component:
    return rx.el.div(
        rx.el.a(
            *inside, target="_blank", class_name="tile-open", aria_label=file.name,
            on_click=act("lightbox.open", file), href=file.url, custom_attrs=_ITS_OWN,
        ),
        *beside,
        bridge.upload_ring(file=file.local),
        class_name="tile",
        style={"--ratio": file.ratio, "--most": file.most, "backgroundImage": file.placeholder},
        custom_attrs={"data-shape": file.shape, "data-tiny": rx.cond(file.most != "", "true", rx.Var("undefined"))},
        key=file.key,
    )  # fmt: skip


def _motion(file: rx.Var[MediaRow]) -> rx.Component:
    """Starts and stops a moving picture for those who asked for rest; the styles hide it from all others."""
    return rx.el.button(
        icon("play"), "GIF", type="button", class_name="tile-motion", aria_pressed="false",
        aria_label=t("Play {name}", name=file.name), on_click=act("media.toggleMotion"),
    )  # fmt: skip


def _video(file: rx.Var[MediaRow]) -> rx.Component:
    still = rx.cond(file.thumb != "", rx.el.img(src=file.thumb, alt=file.name, loading="lazy", decoding="async"))
    return _tile(file, still, rx.el.span(icon("play"), file.playtime, class_name="tile-length"))


def _film(file: rx.Var[MediaRow]) -> rx.Component:
    """A film that is alone in its message plays there; in an album it opens large."""
    return rx.el.div(
        bridge.film(url=file.url, name=file.name, poster=file.thumb, playtime=file.playtime),
        bridge.upload_ring(file=file.local),
        class_name="tile",
        style={"--ratio": file.ratio, "backgroundImage": file.placeholder},
        custom_attrs={"data-shape": file.shape},
        key=file.key,
    )


def _document(file: rx.Var[MediaRow]) -> rx.Component:
    page = rx.el.span(
        rx.el.img(src=file.thumb, alt="", loading="lazy", decoding="async"),
        class_name="file-page",
        style={"--ratio": file.ratio, "backgroundImage": file.placeholder},
    )
    return rx.el.div(
        rx.el.a(
            rx.cond(file.thumb != "", page),
            rx.el.span(file.badge, class_name="file-badge", custom_attrs={"aria-hidden": "true"}),
            rx.el.span(
                rx.el.span(rx.el.span(file.stem, class_name="stem"), file.ending, class_name="file-name", dir="auto"),
                rx.el.span(file.size, class_name="file-size"),
                class_name="file-about",
            ),
            download=file.name, class_name="file", aria_label=file.name, href=file.url, custom_attrs=_ITS_OWN,
        ),
        bridge.upload_ring(file=file.local),
        class_name="file-row",
        key=file.key,
    )  # fmt: skip


def _sound(file: rx.Var[MediaRow], row: rx.Var[TimelineRow]) -> rx.Component:
    player = bridge.player(
        url=file.url, name=file.name, seconds=file.seconds, waveform=file.waveform, voice=row.kind == "voice",
        message_id=row.id, heard=row.heard, size=file.size,
    )  # fmt: skip
    return rx.el.div(player, bridge.upload_ring(file=file.local), class_name="file-row", key=file.key)


def files(row: rx.Var[TimelineRow]) -> rx.Component:
    """The files of a message: pictures and films as an album, sounds with their waves, all else by name."""

    def one(file: rx.Var[MediaRow]) -> rx.Component:
        return rx.match(
            file.kind,
            ("image", _tile(file, _picture(file), beside=(rx.cond(file.animated, _motion(file)),))),
            ("video", rx.cond(row.media.length() == 1, _film(file), _video(file))),
            ("audio", _sound(file, row)),
            _document(file),
        )

    count = row.media.length()
    return rx.cond(
        count > 0,
        rx.el.div(rx.foreach(row.media, one), class_name="files", custom_attrs={"data-count": count.to_string()}),
    )


def _mover(class_name: str, sign: str, label: rx.Var[str], item: rx.Var[TrayItem], step: int) -> rx.Component:
    return rx.el.button(
        icon(sign), type="button", class_name=f"icon-button {class_name}", aria_label=label,
        on_click=act("attach.moveBy", item.key, step),
    )  # fmt: skip


def _waiting(item: rx.Var[TrayItem]) -> rx.Component:
    sign = rx.cond(item.kind == "video", icon("play"), icon("file"))
    shown = rx.cond(item.url != "", rx.el.img(src=item.url, alt="", draggable=False), sign)
    return rx.el.li(
        rx.el.span(shown, class_name="tray-picture"),
        rx.el.span(item.name, class_name="tray-name", dir="auto"),
        rx.el.span(item.size, class_name="tray-size"),
        _mover("earlier", "back", t("Move {name} earlier", name=item.name), item, -1),
        _mover("later", "forward", t("Move {name} later", name=item.name), item, 1),
        rx.el.button(
            icon("close"), type="button", class_name="icon-button remove",
            aria_label=t("Remove {name}", name=item.name), on_click=act("attach.discard", item.key),
        ),
        class_name="tray-item",
        tab_index=0,
        draggable=True,
        aria_label=t("{name}, {size}. Arrow keys change the order.", name=item.name, size=item.size),
        key=item.key,
        custom_attrs={
            "onKeyDown": act("attach.moveByKey", item.key),
            "onDragStart": act("attach.lift", item.key),
            "onDragOver": act("attach.hover", item.key),
            "onDragEnd": act("attach.drop"),
        },
    )  # fmt: skip


def tray(items: rx.Var[list[TrayItem]]) -> rx.Component:
    """The files of the next message, in their order."""
    listed = rx.el.ul(rx.foreach(items, _waiting), class_name="tray", aria_label=t("Files to send"))
    return rx.cond(items.length() > 0, listed)


def drop_target(shown: rx.Var[bool]) -> rx.Component:
    """Says where files may be dropped while they are over the page."""
    return rx.cond(shown, rx.el.div(rx.el.div(icon("attach"), t("Drop files to send them")), class_name="drop-target"))


def attach_button() -> rx.Component:
    """Opens the browser's own choice of files."""
    return rx.el.button(
        icon("attach"), type="button", class_name="icon-button attach", aria_label=t("Attach files"),
        title=t("Attach files"), on_click=act("attach.choose"),
    )  # fmt: skip
