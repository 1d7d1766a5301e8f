"""Joins the tags of what is bound behind a letter to the letter's own, so that a screen reader reads on."""

from collections.abc import Sequence

from pikepdf import Dictionary, Name, Object, Page, Pdf, String

from app.paper.binding.leaves import Leaf
from app.paper.manuscript import Exhibit


def join(book: Pdf, back: Pdf, pages: Sequence[Page]) -> list[Object]:
    """Append the tree of the back, whose pages are in the book already, to the letter's; give its parts in order.

    Keys of the parent tree are counted on from the letter's.
    """
    root = book.Root.StructTreeRoot
    behind = book.copy_foreign(back.Root.StructTreeRoot)
    first = _next_key(root)
    for page in pages:
        page.obj.StructParents = int(page.obj.StructParents) + first
        for link in page.obj.get("/Annots", ()):
            link.StructParent = int(link.StructParent) + first
    numbers = list(behind.ParentTree.Nums)
    for key, parents in zip(numbers[::2], numbers[1::2], strict=True):
        root.ParentTree.Nums.append(int(str(key)) + first)
        root.ParentTree.Nums.append(parents)
    root.ParentTreeNextKey = _next_key(root)
    return _adopted(root.K[0], behind.K[0])


def _adopted(document: Object, behind: Object) -> list[Object]:
    sections = list(behind.K)
    for section in sections:
        section.P = document
        document.K.append(section)
    return sections


def _next_key(root: Object) -> int:
    numbers = root.ParentTree.Nums
    return max((int(numbers[at]) for at in range(0, len(numbers), 2)), default=-1) + 1


def tag_of(leaf: Leaf) -> Name:
    """A picture is a figure; a page is a passage, read as its drawing has it."""
    return Name.Figure if leaf.is_picture else Name.P


def tag_leaf(book: Pdf, page: Page, section: Object, leaf: Leaf, exhibit: Exhibit) -> int:
    """Make the leaf on this page part of its attachment's section; give the mark of its content.

    Pages follow each other; a picture stands before its caption, which is the last that was set.
    """
    parents = _parents(book.Root.StructTreeRoot, int(page.obj.StructParents))
    mark = len(parents)
    element = Dictionary(Type=Name.StructElem, S=tag_of(leaf), P=section, Pg=page.obj, K=mark)
    if leaf.is_picture:
        element.Alt = String(exhibit.title)
    if exhibit.language:
        element.Lang = String(exhibit.language)
    element = book.make_indirect(element)
    parents.append(element)
    section.K.insert(len(section.K) - 1 if leaf.is_picture else len(section.K), element)
    return mark


def _parents(root: Object, key: int) -> Object:
    """The list of a page in the parent tree, which WeasyPrint writes as one flat array."""
    numbers = root.ParentTree.Nums
    at = next(at for at in range(0, len(numbers), 2) if int(numbers[at]) == key)
    return numbers[at + 1]
