"""Removes from an attachment's drawings all that is not drawn: scripts, files, metadata, tags, ways out of the page."""

from pikepdf import Array, Dictionary, Name, Object, Stream

from app.paper.binding.limits import check_unpacked

# Entries that lead from a drawing to something else (ISO 32000-2: 14.3 metadata, 14.5 page-piece, 14.7.5 tags,
# 14.13 associated files, 8.10.4 pages of other files).
_NOT_DRAWN = ("/AF", "/LastModified", "/Metadata", "/OPI", "/PieceInfo", "/Ref", "/StructParent", "/StructParents")
_FOREIGN = frozenset({
    "/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/Filespec", "/Page", "/Pages", "/StructElem", "/StructTreeRoot",
})  # fmt: skip
_ACTIONS = frozenset({
    "/GoToE",
    "/GoToR", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition", "/ResetForm", "/RichMediaExecute",
    "/Sound", "/SubmitForm", "/URI",
})  # fmt: skip
_LAYERS = frozenset({"/OCG", "/OCMD"})
_COLOURS = {"/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}


class Scrubber:
    """Goes through the drawings of one document, each object once."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def scrub(self, drawn: Object) -> None:
        """Everything that can be reached from here; raise Unbindable at a picture that is a bomb."""
        waiting = [drawn]
        while waiting:
            thing = waiting.pop()
            if thing.is_indirect:
                if thing.objgen in self._seen:
                    continue
                self._seen.add(thing.objgen)
            waiting.extend(_scrubbed(thing))


def _scrubbed(thing: Object) -> list[Object]:
    """What is left below this object, after it has lost what does not belong there."""
    if isinstance(thing, Array):
        for index, each in enumerate(thing):
            if _is_foreign(each):
                thing[index] = None
        return [each for each in thing if _is_container(each)]
    entries = thing.stream_dict if isinstance(thing, Stream) else thing
    if str(entries.get("/Type")) in _LAYERS:
        return _layer(entries)
    _strip(entries, typed=isinstance(thing, Stream) or "/Type" in entries)
    if entries.get("/Subtype") == Name.Image:
        _check(entries)
    return [each for each in entries.values() if _is_container(each)]


def _strip(entries: Object, *, typed: bool) -> None:
    for key, value in list(entries.items()):
        # Lists of resources bear any names their author liked; only what has a type or is a stream has these entries.
        if _is_foreign(value) or (typed and key in _NOT_DRAWN):
            del entries[key]
    if isinstance(entries.get("/Properties"), Dictionary):
        _only_layers(entries.Properties)


def _only_layers(properties: Object) -> None:
    """Marked content may point to any list of properties; only layers change what is seen."""
    for key, value in list(properties.items()):
        if not (isinstance(value, Dictionary) and str(value.get("/Type")) in _LAYERS):
            properties[key] = Dictionary()


def _layer(entries: Object) -> list[Object]:
    """A layer keeps its name; a rule about layers keeps the layers that it speaks of."""
    kept = {"/Type", "/Name"} if entries.Type == Name.OCG else {"/Type", "/OCGs", "/P", "/VE"}
    for key in set(entries.keys()) - kept:
        del entries[key]
    return [each for each in entries.values() if _is_container(each)]


def _is_container(thing: object) -> bool:
    return isinstance(thing, Dictionary | Array | Stream)


def _is_foreign(thing: object) -> bool:
    if not isinstance(thing, Dictionary | Stream):
        return False
    return str(thing.get("/Type")) in _FOREIGN or str(thing.get("/S")) in _ACTIONS


def _check(entries: Object) -> None:
    bits = int(entries.get("/BitsPerComponent", 1 if entries.get("/ImageMask") else 8))
    space = entries.get("/ColorSpace")
    first = space[0] if isinstance(space, Array) and len(space) else space
    colours = _COLOURS.get(str(first), 1)
    if isinstance(space, Array) and first == Name.ICCBased:
        colours = int(space[1].get("/N", 3))
    check_unpacked(int(entries.get("/Width", 0)) * int(entries.get("/Height", 0)) * bits * colours)
