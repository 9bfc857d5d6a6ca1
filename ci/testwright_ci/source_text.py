"""A Python source as the syntax tree sees it: positions as offsets into its UTF-8 bytes, tokens, logical lines."""

import ast
import io
import tokenize
from bisect import bisect_left

_BLANK = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)


def decode_source(content: bytes) -> str:
    """The text of a source file by its own encoding cookie, with newlines as `\\n`; SyntaxError or ValueError when bad."""
    text = content.decode(source_encoding(content))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def source_encoding(content: bytes) -> str:
    """The encoding that Python reads the file with."""
    return tokenize.detect_encoding(io.BytesIO(content).readline)[0]


class SourceText:
    """`text` with newlines as `\\n`; SyntaxError (or ValueError for a null byte) when it is no Python."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode("utf-8")
        self.tree = ast.parse(text)
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line.encode("utf-8")) + 1)
        self._tokens = []
        self._first_lines: dict = {}
        self._read_tokens()

    def _read_tokens(self) -> None:
        first = None
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            (row, column), (end_row, end_column) = token.start, token.end
            if token.type not in _BLANK and token.type != tokenize.ENDMARKER:
                first = first or row
                if token.type == tokenize.NEWLINE:
                    for line in range(first, row + 1):
                        self._first_lines.setdefault(line, (first, row))
                    first = None
                    continue
                self._tokens.append(
                    (self._of_characters(row, column), self._of_characters(end_row, end_column), token.string)
                )
        self._token_starts = [start for start, _, _ in self._tokens]

    def _of_characters(self, row: int, column: int) -> int:
        return self._starts[row - 1] + len(self._lines[row - 1][:column].encode("utf-8"))

    def start(self, node: ast.AST) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.AST) -> int:
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def tokens_between(self, start: int, end: int) -> list:
        """`(start, end, text)` of the tokens that lie in the range."""
        found = []
        for index in range(bisect_left(self._token_starts, start), len(self._tokens)):
            token = self._tokens[index]
            if token[0] >= end:
                break
            found.append(token)
        return found

    def token_before(self, offset: int):
        """`(start, end, text)` of the last token that begins before the offset."""
        index = bisect_left(self._token_starts, offset) - 1
        return self._tokens[index] if index >= 0 else None

    def piece(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8")

    def replaced(self, start: int, end: int, replacement: str) -> str:
        """The text with a part replaced; later lines keep their numbers."""
        lost = self.data[start:end].count(b"\n") - replacement.count("\n")
        # Lines are made up for behind the logical line: inside it, a newline would end the statement.
        tail = self.data[end:]
        if lost > 0:
            cut = self._starts[self.logical_lines(self.line_at(end))[1]] - end
            tail = tail[:cut] + b"\n" * lost + tail[cut:]
        return (self.data[:start] + replacement.encode("utf-8") + tail).decode("utf-8")

    def line_at(self, offset: int) -> int:
        """The number of the physical line that holds the offset, from 1."""
        return bisect_left(self._starts, offset + 1)

    def column_at(self, offset: int) -> int:
        """The column in characters, from 1."""
        begin = self._starts[self.line_at(offset) - 1]
        return len(self.data[begin:offset].decode("utf-8")) + 1

    def logical_lines(self, line: int) -> tuple:
        """First and last physical line of the statement (or its head) on this line, as coverage.py counts lines."""
        return self._first_lines.get(line, (line, line))
