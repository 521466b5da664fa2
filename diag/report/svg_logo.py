"""An SVG logo reduced to a drawing: no script, no event, no link, nothing that another file holds."""

import re

from lxml import etree

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "style",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
    ]
)
_REFERENCE = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)|javascript:|expression\s*\(|@|\\", re.IGNORECASE)
"""What a style or an attribute would use to reach out, or to hide that it does."""


def clean_svg(data: bytes) -> bytes | None:
    """Return an SVG with its drawing alone; None where it is no SVG, or where nothing would be drawn.

    Elements are kept by name, attributes unless they react to something or refer to something else
    than a part of the drawing; a declared entity makes a file refused.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.tag != f"{_NAMESPACE}svg" or b"<!ENTITY" in data:
        return None
    for element in list(root.iter()):
        _clean(element)
    shapes = [one for one in root.iter() if one.tag.removeprefix(_NAMESPACE) in _SHAPES]
    return etree.tostring(root, encoding="utf-8") if shapes else None


_SHAPES = frozenset(["path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"])


def _clean(element: etree._Element) -> None:
    parent = element.getparent()
    name = element.tag if isinstance(element.tag, str) else ""
    plain = name.removeprefix(_NAMESPACE)
    reaching = plain == "style" and _REFERENCE.search(element.text or "")
    if parent is not None and (name == plain or plain not in _DRAWN or reaching):
        parent.remove(element)
        return
    for attribute, value in list(element.attrib.items()):
        local = etree.QName(attribute).localname.lower()
        linked = local in ("href", "src", "base") and not value.strip().startswith("#")
        if local.startswith("on") or linked or _REFERENCE.search(value):
            del element.attrib[attribute]
