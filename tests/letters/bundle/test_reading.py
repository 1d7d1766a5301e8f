"""A bundle is judged in one go: every fault has its file, line and field, and nothing hostile ends in a traceback."""

from pathlib import Path

import pytest

from app.config import ROOT
from app.letters import bundle
from app.letters.bundle import Bundle, BundleRefused
from tests import bundles

SPOKEN = ("en", "fr", "uk", "ar")


def read(folder: Path, **changes: str) -> Bundle:
    return bundle.read(bundles.write(folder, **changes), SPOKEN)


def faults(folder: Path, **changes: str) -> list[tuple[str, int, str]]:
    with pytest.raises(BundleRefused) as refused:
        read(folder, **changes)
    assert all(fault.sentence.endswith((".", "…")) for fault in refused.value.faults)
    return [(fault.file, fault.line, fault.field) for fault in refused.value.faults]


def front(old: str, new: str) -> str:
    assert old in bundles.LETTER
    return bundles.LETTER.replace(old, new)


def test_a_whole_bundle_is_read(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert (found.slug, found.language, found.place, found.state) == ("oxmoor-ferry", "en", "Oxmoor", "open")
    assert list(found.wordings) == ["en", "fr"]
    assert found.organisation is not None
    assert found.organisation.offices[0]["address"] == "1 Quay Street\nOxmoor"
    assert [recipient.address for recipient in found.recipients] == [
        "2 High Street\nOxmoor",
        "1 place du Port\nSaint-Oxmoor",
    ]
    assert [signatory.visibility for signatory in found.signatories] == ["public", "addressee", "public"]
    assert found.attachments[0].media_type == "image/png"


@pytest.mark.parametrize("folder", sorted((ROOT / "letters").iterdir()), ids=lambda path: path.name)
def test_sample_letters_are_whole(folder: Path) -> None:
    assert bundle.read(folder, SPOKEN).slug == folder.name


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("title: Reopen the ferry at Oxmoor", "heading: Reopen", 2, "heading"),
        ("slug: oxmoor-ferry", "slug: Oxmoor Ferry", 3, "slug"),
        ("slug: oxmoor-ferry", "slug: oxmoor--ferry", 3, "slug"),
        ("slug: oxmoor-ferry", "slug: [oxmoor, ferry]", 3, "slug"),
        ("language: en", "language: english", 4, "language"),
        ("language: en", "language: en.utf8", 4, "language"),
        ("date: 2026-11-02", "date: 2 November 2026", 5, "date"),
        ("place: Oxmoor\n", f"place: {'x' * 201}\n", 6, "place"),
        ("  name: Friends of the Ferry\n", "", 7, "organisation.name"),
        ("website: https://ferry.example", "website: ferry.example", 9, "organisation.website"),
        ("website: https://ferry.example", "site: https://ferry.example", 9, "organisation.site"),
        ("website: https://ferry.example", "logo: none.png", 9, "organisation.logo"),
        ("website: https://ferry.example", "logo: letter.md", 9, "organisation.logo"),
        ("{label: Oxmoor, ", "{name: Oxmoor, ", 11, "organisation.offices.name"),
        ("address: 1 Quay Street | Oxmoor", "address: [1, 2]", 11, "organisation.offices.address"),
        ("email: ada@ferry.example", "email: ada at ferry", 13, "organisation.contacts.email"),
        ("lead: The ferry was closed in a day", f"lead: {'x' * 10_001}", 14, "lead"),
        ("state: open", "state: published", 16, "state"),
        ("state: open", "goal: many", 16, "goal"),
        ("state: open", "goal: 0", 16, "goal"),
        ("state: open", f"goal: {'9' * 5000}", 16, "goal"),
        ("state: open", "tags: {a: b}", 16, "tags"),
        ("state: open", "opens: tomorrow", 16, "opens"),
        ("state: open", "opens: 0001-01-01T00:00+14:00", 16, "opens"),
        ("state: open", "closes: 9999-12-31", 16, "closes"),
        ("state: open", "state: open\nslug: another", 17, "slug"),
        ("state: open", 'place: "\\u202eevil"', 16, "place"),
        ("state: open", 'campaign: "nul \\0"', 16, "campaign"),
        ("state: open", 'campaign: "half \\ud800"', 16, "campaign"),
        ("state: open", "tags: &a [*a]", 16, ""),
        ("state: open", "campaign: [", 16, ""),
        ("state: open", "? [a]\n: b", 16, "?"),
        ("The ferry ran", "The \x07ferry ran", 19, ""),
    ],
)
def test_a_wrong_field_is_told_on_its_line(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    assert ("letter.md", line, field) in faults(tmp_path, letter_md=front(old, new))


@pytest.mark.parametrize("field", ["title", "slug", "language"])
def test_a_required_field_is_told_where_it_is_missing(tmp_path: Path, field: str) -> None:
    kept = [line for line in bundles.LETTER.split("\n") if not line.startswith(f"{field}:")]

    assert ("letter.md", 1, field) in faults(tmp_path, letter_md="\n".join(kept))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "No front matter.",
        "---\ntitle: never ends",
        "---\n- a list\n---\nBody.",
        "---\n---\n",
        "---\n\x00: x\n---\nBody.",
    ],
)
def test_a_letter_without_front_matter_is_refused(tmp_path: Path, content: str) -> None:
    assert {file for file, _, _ in faults(tmp_path, letter_md=content)} == {"letter.md"}


def test_front_matter_that_is_no_yaml_is_one_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, letter_md=front("place: Oxmoor\n", "place: [\n")) == [("letter.md", 8, "")]


def test_front_matter_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert ("letter.md", 1, "") in faults(tmp_path, letter_md=f"---\ntags: {'[' * 5000}\n---\nBody.")


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    letter = "\ufeff\r\n\r\n" + front("state: open", "state: burnt").replace("\n", "\r\n")

    assert faults(tmp_path, letter_md=letter) == [("letter.md", 18, "state")]


@pytest.mark.parametrize(
    ("table", "row", "line", "field"),
    [
        ("recipients.csv", "key,name,fax\nx,Ines,1\n", 1, "fax"),
        ("recipients.csv", "key,office\nx,Minister\n", 1, "name"),
        ("recipients.csv", "key,name,name\nx,Ines,Falk\n", 1, "name"),
        ("recipients.csv", "key,name\n,Ines\n", 2, "key"),
        ("recipients.csv", "key,name\nx,Ines\nx,Odile\n", 3, "key"),
        ("recipients.csv", "key,name,email\nx,Ines,ines at home\n", 2, "email"),
        ("recipients.csv", "key,name,country\nx,Ines,Atlantis\n", 2, "country"),
        ("recipients.csv", "key,name,country\nx,Ines,001\n", 2, "country"),
        ("recipients.csv", "key,name,language\nx,Ines,klingon\n", 2, "language"),
        ("recipients.csv", f"key,name\nx,{'n' * 300}\n", 2, "name"),
        ("recipients.csv", "key,name\nx,In\x00es\n", 2, "name"),
        ("recipients.csv", "key,name\nx,Ines,Falk\n", 2, ""),
        ("recipients.csv", 'key,name,address\nx,Ines,"1 Street\nTown"\n,Odile,\n', 4, "key"),
        ("recipients.csv", 'key,name\nx,"Ines\n', 2, ""),
        ("recipients.csv", "\n\nkey,name\n\nx,\n", 5, "name"),
        ("signatories.csv", "kind,name\nrobot,Ines\n", 2, "kind"),
        ("signatories.csv", "kind,name,visibility\nperson,Ines,secret\n", 2, "visibility"),
        ("signatories.csv", "kind,name,featured\nperson,Ines,perhaps\n", 2, "featured"),
        ("signatories.csv", "kind,name,email\nperson,Ines,i@x.example\nperson,Odile,I@X.example\n", 3, "email"),
        ("signatories.csv", "kind,name,name of pet\nrobot,Ines,Rex\n", 2, "kind"),
        ("attachments.csv", "number,title,file\n0,Map,map.png\n", 2, "number"),
        ("attachments.csv", f"number,title,file\n{'1' * 5000},Map,map.png\n", 2, "number"),
        ("attachments.csv", "number,title,file\n1,Map,map.png\n01,Map,map.png\n", 3, "number"),
        ("attachments.csv", "number,title,file\n1,Map,none.png\n", 2, "file"),
        ("attachments.csv", "number,title,file\n1,Map,../letter.md\n", 2, "file"),
        ("attachments.csv", "number,title,file\n1,Map,/etc/passwd\n", 2, "file"),
        ("attachments.csv", "number,title,file\n1,Map,m\x00p.png\n", 2, "file"),
        ("attachments.csv", f"number,title,file\n1,Map,{'m' * 5000}\n", 2, "file"),
        ("attachments.csv", "number,title,file,date\n1,Map,map.png,yesterday\n", 2, "date"),
    ],
)
def test_a_wrong_cell_is_told_on_its_line(tmp_path: Path, table: str, row: str, line: int, field: str) -> None:
    assert (table, line, field) in faults(tmp_path, **{table.replace(".", "_"): row})


def test_all_faults_of_a_bundle_are_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        letter_md=front("date: 2026-11-02", "date: soon").replace("state: open", "state: burnt"),
        letter_fr_md="---\ntitle: Rouvrez\nslug: rouvrez\n---\nOui.\n",
        report_de_md="Kein Brief.",
        recipients_csv="key,name,email\nx,,nobody\n",
        signatories_csv="kind,name\nrobot,\n",
        attachments_csv="number,title,file\nI,Map,none.png\n",
    )

    assert found == [
        ("attachments.csv", 2, "file"),
        ("attachments.csv", 2, "number"),
        ("letter.fr.md", 3, "slug"),
        ("letter.md", 5, "date"),
        ("letter.md", 16, "state"),
        ("recipients.csv", 2, "email"),
        ("recipients.csv", 2, "name"),
        ("report.de.md", 0, ""),
        ("signatories.csv", 2, "kind"),
        ("signatories.csv", 2, "name"),
    ]


def test_a_file_that_is_not_utf_8_is_told_on_its_line(tmp_path: Path) -> None:
    folder = bundles.write(tmp_path)
    (folder / "recipients.csv").write_bytes("key,name\nx,Inés\n".encode("latin-1"))

    with pytest.raises(BundleRefused, match=r"^recipients\.csv:2: The file is not UTF-8"):
        bundle.read(folder, SPOKEN)


@pytest.mark.parametrize("name", ["letter.klingon.md", "letter.en.md", "letter.FR.md", "letter..md"])
def test_a_translation_of_no_language_is_refused(tmp_path: Path, name: str) -> None:
    folder = bundles.write(tmp_path)
    (folder / name).write_text(bundles.FRENCH)

    with pytest.raises(BundleRefused, match="in the file's name"):
        bundle.read(folder, SPOKEN)


def test_a_folder_without_a_letter_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match=r"^letter\.md: There is no such file"):
        bundle.read(tmp_path, SPOKEN)


def test_a_text_that_no_press_can_set_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, letter_md=bundles.LETTER + "x" * 40_001, report_md="x" * 400_001) == [
        ("letter.md", 0, ""),
        ("report.md", 0, ""),
    ]


def test_a_report_is_looked_through_as_well(tmp_path: Path) -> None:
    assert faults(tmp_path, report_md="# Report\n\nWritten \u202ebackwards.\n") == [("report.md", 3, "")]


def test_values_that_look_like_yaml_stay_as_they_were_typed(tmp_path: Path) -> None:
    letter = front("title: Reopen the ferry at Oxmoor", "title: no").replace("place: Oxmoor\n", "place: 1e3\n")

    found = read(tmp_path, letter_md=letter.replace("state: open", "tags: [null, 2026-01-01, ~]"))

    assert (found.wordings["en"].title, found.place, found.tags) == ("no", "1e3", ("null", "2026-01-01", "~"))


def test_codes_of_languages_are_spelled_in_one_way(tmp_path: Path) -> None:
    folder = bundles.write(tmp_path, letter_md=front("language: en", "language: EN"))
    (folder / "letter.fr.md").rename(folder / "letter.pt-br.md")

    assert list(bundle.read(folder, SPOKEN).wordings) == ["en", "pt-BR"]


@pytest.mark.parametrize("key", ["../../evil", "/etc/evil", "a/b", ".hidden", "-n", "a\\b", "a:b"])
def test_a_key_that_could_name_a_file_elsewhere_is_refused(tmp_path: Path, key: str) -> None:
    changed = bundles.RECIPIENTS.replace("mayor,", f"{key},")

    assert faults(tmp_path, recipients_csv=changed) == [("recipients.csv", 3, "key")]


@pytest.mark.parametrize("key", ["maire d Oxmoor", "міністр", "h.e.minister", "office@ville_2-b"])
def test_a_key_may_be_words_of_any_script(tmp_path: Path, key: str) -> None:
    changed = bundles.RECIPIENTS.replace("mayor,", f"{key},")

    assert read(tmp_path, recipients_csv=changed).recipients[1].key == key


def test_files_under_absolute_names_are_refused(tmp_path: Path) -> None:
    logo = front("  website:", f"  logo: {tmp_path}/attachments/map.png\n  website:")
    listed = f"number,title,file\n1,The harbour book,{tmp_path}/attachments/map.png\n2,Another,attachments//map.png\n"

    assert faults(tmp_path, letter_md=logo, attachments_csv=listed) == [
        ("attachments.csv", 2, "file"),
        ("attachments.csv", 3, "file"),
        ("letter.md", 9, "organisation.logo"),
    ]


def test_several_bundles_are_judged_together(tmp_path: Path) -> None:
    good, twin, bad = tmp_path / "good", tmp_path / "twin", tmp_path / "bad"
    bundles.write(good)
    bundles.write(twin)
    bundles.write(bad, letter_md=front("state: open", "state: burnt"))

    found = bundle.survey([good, twin, bad, tmp_path], SPOKEN)

    assert sorted((fault.file, fault.field) for fault in found.faults) == [
        (f"{bad}/letter.md", "slug"),
        (f"{bad}/letter.md", "state"),
        (f"{tmp_path}/letter.md", ""),
        (f"{twin}/letter.md", "slug"),
    ]
    assert list(found.bundles) == [good, twin, bad]
    assert bundle.survey([good], SPOKEN).faults == ()


def test_a_row_of_too_many_cells_is_told_of_once(tmp_path: Path) -> None:
    shifted = bundles.SIGNATORIES + "person,,Ada Ek,Harbour Hospital, Oxmoor,GB,ada@ek.example,,\n"

    assert faults(tmp_path, signatories_csv=shifted) == [("signatories.csv", 5, "")]


def test_of_one_file_no_more_faults_are_told_than_anybody_reads(tmp_path: Path) -> None:
    many = bundles.SIGNATORIES + "person,,Ada Ek,,Nowhere,,,\n" * 1_060

    with pytest.raises(BundleRefused) as refused:
        read(tmp_path, signatories_csv=many, letter_md=front("state: open", "state: burnt"))

    lines = str(refused.value).splitlines()
    assert len(refused.value.faults) == 1_061
    assert len(lines) == 52
    assert lines[0].startswith("letter.md:")
    assert lines[-1] == "signatories.csv: and 1,010 more"
