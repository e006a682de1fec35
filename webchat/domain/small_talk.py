"""Made-up people and what they say to each other, in several languages: for demonstrations and measurements."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from random import Random

_VOCABULARY = tomllib.loads(files("webchat.domain").joinpath("small_talk.toml").read_text("utf-8"))
_FIRST, _LAST, _PLACES, _SYLLABLES = (
    _VOCABULARY[kind].split() for kind in ("first_names", "last_names", "places", "syllables")
)
_TOPICS = _VOCABULARY["topics"].strip().splitlines()
_WORDS = {language: words.split() for language, words in _VOCABULARY["words"].items()}
_SPOKEN = ("en",) * 9 + ("de",) * 2 + ("fr", "es", "ru", "zh", "zh", "ja", "ar", "th")
_UNSPACED = {"zh": "。", "ja": "。", "th": ""}
_RARE = 6000
_ENDS = (".", ".", "", "", "!", "?", " 🙂", "…")
_SPECIAL = (
    "Look at https://example.org/{0}/{1}", "**{0}** {1}", "> {0} {1}", "`{0}-{1}`", "- {0}\n- {1}",
    "https://docs.example.com/{0} {1}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said; `marked` when it has Markdown or a link in it."""

    text: str
    marked: bool


class Talk:
    """Words by how often they are said (Zipf): the same for the same random numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        made = ("".join(random.choices(_SYLLABLES, k=random.randint(3, 5))) for _ in range(_RARE))
        self._rare = list(dict.fromkeys(made))
        self._weights = {language: _zipf(len(words)) for language, words in _WORDS.items()}
        self._rare_weights = _zipf(len(self._rare))

    def name(self, number: int) -> str:
        """The name of the person with this number; no two are alike."""
        first, last = _FIRST[number % len(_FIRST)], _LAST[number * 7 // len(_FIRST) % len(_LAST)]
        again = number // (len(_FIRST) * len(_LAST))
        return f"{first} {last}" + (f" {again + 1}" if again else "")

    def title(self) -> str:
        """The name of a group."""
        topic, place = self._random.choice(_TOPICS), self._random.choice(_PLACES)
        return f"{topic} {place}" if self._random.random() < 0.7 else f"{topic} {self._random.randint(2, 99)}"

    def language(self) -> str:
        """The language of a conversation."""
        return self._random.choice(_SPOKEN)

    def remark(self, language: str) -> Remark:
        """A line of one to about thirty words."""
        random = self._random
        length = 1 + int(random.expovariate(0.14))
        words = random.choices(_WORDS[language], cum_weights=self._weights[language], k=min(length, 40))
        if random.random() < 0.35:
            words[random.randrange(len(words))] = random.choices(self._rare, cum_weights=self._rare_weights)[0]
        if random.random() < 0.03:
            return Remark(random.choice(_SPECIAL).format(words[0], words[-1]), True)
        if language in _UNSPACED:
            return Remark("".join(words) + _UNSPACED[language], False)
        text = " ".join(words)
        return Remark(text[0].upper() + text[1:] + random.choice(_ENDS), False)


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (place + 2) for place in range(count)))
