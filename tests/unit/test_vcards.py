"""Contacts as files: another library reads from them what we wrote."""

import vobject

from webchat.domain.vcards import vcard


def test_a_card_says_to_others_what_it_was_made_of() -> None:
    name = "Zoë; von, und\\zu\nDächern " + "ß" * 80
    contact = {"name": name, "phones": ["+49 (30) 12-34", "110"], "emails": ["zoe@example.org"]}
    text = vcard(contact)
    assert text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    card = vobject.readOne(text)
    assert card.fn.value == name
    assert card.n.value.given == name
    assert [tel.value for tel in card.tel_list] == contact["phones"]
    assert [mail.value for mail in card.email_list] == contact["emails"]
