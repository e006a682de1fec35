"""The service worker of somebody's browser: what it shows, and the push service that talks to it."""

from __future__ import annotations

import json

from playwright.sync_api import Page
from playwright.sync_api import Worker as PlaywrightWorker

from tests.support.person import Person
from tests.support.server import wait_until
from webchat.domain.notifications import Notice

_PRESS = """async ([tag, action]) => {
  const [notification] = await self.registration.getNotifications({ tag });
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""
# Headless pages have no focus of their own, and no icon of an app.
_AWAY = """() => {
  Object.defineProperty(WindowClient.prototype, "focused", { get: () => false });
  Object.defineProperty(navigator, "setAppBadge", { value: async (count) => void (self.badge_shown = count) });
  Object.defineProperty(navigator, "clearAppBadge", { value: async () => void (self.badge_shown = 0) });
}"""


def asking(answer: str) -> str:
    """A script for a page that gives `answer` of the notifications that are `shown`.

    It asks in turn with the product: Chromium forgets a notification of which somebody asks while it is being shown. A
    page that keeps the turn for itself is not waited for: what is seen then is told with the failure.
    """
    return f"""async () => {{
      const registration = await navigator.serviceWorker?.getRegistration();
      const ask = async () => (await registration?.getNotifications()) ?? [];
      const turn = {{ signal: AbortSignal.timeout(10_000) }};
      const shown = await (navigator.locks ? navigator.locks.request("webchat.shown", turn, ask).catch(ask) : ask());
      return {answer};
    }}"""


_SHOWN = asking("shown.map(({ title, body, data, silent }) => ({ title, body, path: data?.path, silent }))")


def shown(page: Page) -> list[dict]:
    """The notifications on the screen."""
    return page.evaluate(_SHOWN)


def worker_of(person: Person) -> PlaywrightWorker:
    """The service worker of somebody's browser, as soon as it is there."""
    wait_until(lambda: person.page.evaluate("1") and person.context.service_workers, what="the service worker")
    return person.context.service_workers[0]


class Worker:
    """The service worker of a person's browser, and the push service that talks to it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._session = person.context.new_cdp_session(person.page)
        self._registrations: list[dict] = []
        self._session.on(
            "ServiceWorker.workerRegistrationUpdated", lambda told: self._registrations.extend(told["registrations"])
        )
        self._session.send("ServiceWorker.enable")
        person.page.evaluate("async () => void (await navigator.serviceWorker.ready)")
        wait_until(lambda: person.page.evaluate("1") and self._registrations, what="the worker")
        self._worker = worker_of(person)
        self._worker.evaluate("self.heard = 0, self.addEventListener('push', () => void (self.heard += 1))")

    def hear(self, notice: Notice) -> None:
        """A push message comes and is dealt with."""
        self.take(notice)
        self._worker.evaluate("line")

    def take(self, notice: Notice) -> None:
        """A push message comes."""
        heard = self._worker.evaluate("self.heard")
        self._session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.person.url,
                "registrationId": self._registrations[-1]["registrationId"],
                "data": json.dumps(notice.as_dict()),
            },
        )
        wait_until(lambda: self._worker.evaluate("self.heard") > heard, what="the worker to hear")

    def look_away(self) -> None:
        """From now on no page is in front of the person, and the number on the app's icon can be asked for."""
        self._worker.evaluate(_AWAY)

    def badge(self) -> int | None:
        """The number that it has put on the app's icon."""
        return self._worker.evaluate("self.badge_shown")

    def shows(self, *expected: tuple[str, str]) -> None:
        """Wait until these notifications, and no other, are on the screen."""

        def told() -> bool:
            return sorted((one["title"], one["body"]) for one in shown(self.person.page)) == list(expected)

        wait_until(told, what=f"the notifications {expected}")

    def press(self, tag: str, action: str) -> None:
        """A button of a notification, as far as a script can press it: no window opens without a real hand."""
        self._worker.evaluate(_PRESS, [tag, action])
