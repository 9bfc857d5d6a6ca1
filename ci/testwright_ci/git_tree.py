"""The checkout: one path that holds base, head and companion one after another.

A second worktree beside an editable install would be imported from the first one: silently the wrong code.
"""

import os
import subprocess

from .changed_lines import read_changed_lines


class GitError(Exception):
    """A git command failed; the text is git's own."""


class GitTree:
    """A clone's working tree. `root` is its top folder."""

    def __init__(self, folder: str) -> None:
        self.root = os.path.realpath(folder)
        self.root = os.path.realpath(self._git("rev-parse", "--show-toplevel").rstrip("\n"))
        self.commit = self.resolve("HEAD")
        self._current = self.commit
        self._branch = self._git("rev-parse", "--abbrev-ref", "HEAD").strip()
        self.changed_at_start = self._names("diff", "--name-only", "HEAD")
        self._untracked_at_start = set(self._untracked())

    def resolve(self, name: str) -> str:
        """The commit's SHA; GitError when this clone does not hold it."""
        return self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()

    def has(self, commit: str) -> bool:
        try:
            return bool(self.resolve(commit))
        except GitError:
            return False

    def message(self, commit: str) -> str:
        return self._git("log", "-1", "--format=%B", commit)

    def files(self, commit: str) -> list:
        """Paths of the commit's tree, with slashes."""
        return self._names("ls-tree", "-r", "--name-only", commit)

    def added(self, parent: str, commit: str) -> list:
        """Paths added or modified by the commit."""
        return self._names("diff", "--name-only", "--no-renames", "--diff-filter=AM", parent, commit)

    def changed(self, old: str, new: str) -> list:
        """Paths that differ between two commits, both sides of a rename."""
        return self._names("diff", "--name-only", "--no-renames", old, new)

    def changed_lines(self, old: str, new: str, path: str) -> set:
        """Numbers of the lines of `path` at `new` that are not the same at `old`; a moved file is all new."""
        diff = self._git(
            "diff",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            "-U0",
            old,
            new,
            "--",
            path,
        )
        return read_changed_lines(diff)

    def read(self, commit: str, path: str):
        """The file's bytes at the commit, or None when it is not there."""
        done = self._run("cat-file", "blob", f"{commit}:{path}")
        return done.stdout if done.returncode == 0 else None

    def check_out(self, commit: str) -> None:
        """Makes the working tree hold exactly the commit's tracked files."""
        self.remove_new_files()
        self._git("checkout", "--quiet", "--detach", "--force", commit)
        self._current = commit
        self._stamp(commit)

    def _stamp(self, commit: str) -> None:
        """Gives the tree's Python files a modification time that belongs to this commit alone.

        Bytecode is trusted by the second of its source's modification time and its size; two checkouts within a
        second would run each other's bytecode. A cache of its own for each tree (PYTHONPYCACHEPREFIX) would do
        too, but then every tree compiles the standard library and all dependencies again: seconds for each.
        """
        moment = 1_000_000_000 + int(self.resolve(commit)[:12], 16) % 600_000_000
        for path in self.files(commit):
            if path.endswith(".py"):
                full = os.path.join(self.root, path)
                if os.path.isfile(full) and not os.path.islink(full):
                    os.utime(full, (moment, moment))

    def reset(self) -> None:
        """Makes the tree equal to its commit again."""
        self.remove_new_files()
        # Not `HEAD`: a test may have committed something of its own.
        self._git("checkout", "--quiet", "--detach", "--force", self._current)
        self._git("checkout", "--quiet", "--force", self._current, "--", ".")

    def restore(self) -> None:
        """Goes back to the commit or branch that was checked out at first."""
        self.remove_new_files()
        if self._branch == "HEAD":
            self._git("checkout", "--quiet", "--detach", "--force", self.commit)
        else:
            self._git("checkout", "--quiet", "--force", self._branch)

    def disturbed(self) -> list:
        """Paths that differ from the checked-out commit beyond what was there at first; ignored files never count."""
        return sorted({*self._names("diff", "--name-only", self._current), *self._new_files()})

    def remove_new_files(self) -> None:
        """Removes files that appeared since the start, and folders left empty by that. Ignored files stay."""
        for path in self._new_files():
            full = os.path.join(self.root, path)
            try:
                os.unlink(full)
                folder = os.path.dirname(full)
                while folder != self.root and not os.listdir(folder):
                    os.rmdir(folder)
                    folder = os.path.dirname(folder)
            except OSError:
                continue

    def _new_files(self) -> list:
        return [path for path in self._untracked() if path not in self._untracked_at_start]

    def _untracked(self) -> list:
        return self._names("ls-files", "--others", "--exclude-standard")

    def _names(self, *arguments: str) -> list:
        output = self._git(arguments[0], "-z", *arguments[1:])
        return [name for name in output.split("\0") if name]

    def _git(self, *arguments: str) -> str:
        if arguments[0] == "checkout":
            self._remove_stale_lock()
        done = self._run(*arguments)
        if done.returncode != 0:
            problem = done.stderr.decode("utf-8", "replace").strip()
            raise GitError(problem or f"git {arguments[0]} ended with {done.returncode}")
        return done.stdout.decode("utf-8", "surrogateescape")

    def _run(self, *arguments: str):
        # The repository's own hooks must not run, and a job in a container owns the checkout under another user.
        settings = ("core.hooksPath=" + os.devnull, "core.fsmonitor=false", "safe.directory=*")
        command = ["git", *(part for setting in settings for part in ("-c", setting)), *arguments]
        environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_LFS_SKIP_SMUDGE": "1"}
        try:
            return subprocess.run(
                command,
                cwd=self.root,
                capture_output=True,
                env=environment,
                stdin=subprocess.DEVNULL,
                timeout=300,
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git {arguments[0]} did not end within 300 seconds") from None
        except OSError as problem:
            raise GitError(f"git {arguments[0]} could not start: {problem}") from problem

    def _remove_stale_lock(self) -> None:
        """Takes away the lock of a git that was ended in its work: whoever ran during a suite is dead by now."""
        try:
            os.unlink(os.path.join(self.root, ".git", "index.lock"))
        except OSError:
            pass  # None there, or a linked work tree.
