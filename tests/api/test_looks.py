"""Language, theme and accent, kept for all devices of a person and told to nobody else."""

import io
import json
import zipfile

from tests.api.conftest import Program


async def test_a_look_is_kept_for_its_person_alone(ana: Program, bob: Program) -> None:
    path = "/api/users/me/look"
    assert (await ana.http.get(path)).json() == {"language": "", "theme": "", "accent": ""}
    assert (await ana.http.patch(path, json={"theme": "dark", "language": "ar"})).status_code == 200
    changed = await ana.http.patch(path, json={"accent": "green", "theme": ""})
    assert changed.json() == {"language": "ar", "theme": "", "accent": "green"}
    for body in ({"theme": "loud"}, {"language": "tlh"}, {"accent": 3}, {"font": "large"}):
        assert (await ana.http.patch(path, json=body)).status_code == 422, body
    assert (await bob.http.get(path)).json() == {"language": "", "theme": "", "accent": ""}
    seen = (await bob.http.get(f"/api/users/{ana.id}")).json()
    assert not {"language", "theme", "accent"} & set(seen)
    archive = zipfile.ZipFile(io.BytesIO((await ana.http.get("/api/users/me/export")).content))
    assert json.loads(archive.read("profile.json"))["look"] == changed.json()
