"""A small letter as a bundle, for tests that need one that is whole."""

from pathlib import Path

LETTER = """---
title: Reopen the ferry at Oxmoor
slug: oxmoor-ferry
language: en
date: 2026-11-02
place: Oxmoor
organisation:
  name: Friends of the Ferry
  website: https://ferry.example
  offices:
    - {label: Oxmoor, address: 1 Quay Street | Oxmoor, phone: "+44 20 7946 0000"}
  contacts:
    - {name: Ada Marlow, email: ada@ferry.example}
lead: The ferry was closed in a day, without a hearing.
closing: We ask you to open it again.
state: open
---

The ferry ran for ninety years [Attachment 1].[^1] Then it did not.

[^1]: Harbour book, 1936, https://archive.example/harbour/1936.
"""

FRENCH = """---
title: Rouvrez le bac d’Oxmoor
lead: Le bac a été fermé en un jour.
closing: Nous vous demandons de le rouvrir.
---

Le bac a navigué quatre-vingt-dix ans [Attachment 1].
"""

RECIPIENTS = """key,name,office,institution,address,country,language,email,salutation
minister,Ines Falk,Minister of Transport,Ministry,2 High Street | Oxmoor,GB,en,minister@gov.example,"Dear Minister,"
mayor,Odile Perrin,Maire,Ville,1 place du Port | Saint-Oxmoor,FR,fr,mairie@ville.example,"Madame la Maire,"
"""

SIGNATORIES = """kind,honorific,name,affiliation,country,email,visibility,featured
person,Prof.,Runa Castell,University of Oxmoor,GB,runa@uni.example,,yes
person,Dr,Zoltán Beke,Harbour Institute,HU,zoltan@harbour.example,addressee,
organisation,,Walkers’ Union,12 branches,IE,,,
"""

ATTACHMENTS = "number,title,file\n1,The harbour book,map.png\n"

# The smallest picture there is: one grey pixel, 8 bits, deflated.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a4944415478da636800000082008177cd72b60000000049454e44ae426082"
)


def write(folder: Path, **changes: str) -> Path:
    """Write the bundle to a folder, with other words for some of its files: `letter_md="…"` replaces letter.md."""
    texts = {
        "letter.md": LETTER,
        "letter.fr.md": FRENCH,
        "recipients.csv": RECIPIENTS,
        "signatories.csv": SIGNATORIES,
        "attachments.csv": ATTACHMENTS,
    }
    for name, content in changes.items():
        texts[name.replace("_", ".")] = content
    (folder / "attachments").mkdir(parents=True, exist_ok=True)
    (folder / "attachments" / "map.png").write_bytes(PNG)
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder
