"""What a file weighs once it is enclosed in a mail."""

# RFC 2045, 6.8: three bytes become four characters, in lines of 76 that end with CR LF.
_BYTES, _CHARACTERS, _LINE, _LINE_END = 3, 4, 76, 2
# The boundary before a part, its type, its coding and its name: file names are cut long before they outgrow this.
_HEADERS = 512

# Mail servers take 10 to 25 MB a message, and some count before they decode. What is over the lowest of these limits
# comes back from one office in ten, often days later: all enclosures of a mail, as mailed, stay below it.
LARGEST_MAIL = 10_000_000


def mailed_size(bytes_count: int) -> int:
    """Return how many bytes a file of so many bytes adds to a mail: base64, its line ends, and the part's headers."""
    characters = -(-bytes_count // _BYTES) * _CHARACTERS
    lines = -(-characters // _LINE)
    return characters + lines * _LINE_END + _HEADERS
