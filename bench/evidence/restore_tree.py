"""Finds and undoes what a test changed in the files of a folder."""

import os


class Tree:
    """The files of a folder as they were when this was made."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.files = {}
        for path in self._walk():
            with open(path, "rb") as file:
                self.files[path] = (self._stamp(path), file.read())

    def restore(self) -> list:
        """Relative paths of files that are new, changed or gone; afterwards everything is as it was."""
        present = set(self._walk())
        touched = []
        for path in present - set(self.files):
            touched.append(path)
            os.unlink(path)
        for path, (stamp, content) in list(self.files.items()):
            if path in present and self._stamp(path) == stamp:
                continue
            if path in present:
                with open(path, "rb") as file:
                    if file.read() == content:
                        self.files[path] = (self._stamp(path), content)
                        continue
            touched.append(path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
            self.files[path] = (self._stamp(path), content)
        return sorted(os.path.relpath(path, self.root) for path in touched)

    def _walk(self):
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name not in ("__pycache__", ".git", ".pytest_cache")]
            yield from (os.path.join(folder, name) for name in files if not name.startswith(".coverage"))

    def _stamp(self, path: str):
        entry = os.stat(path)
        return entry.st_mtime_ns, entry.st_size
