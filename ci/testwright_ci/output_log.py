"""Keeps the beginning and the end of what a test process prints, however much it is."""

import os
import select
import threading

_HEAD_BYTES = 16_000
_TAIL_BYTES = 64_000


class OutputLog:
    """A pipe for a process's output. `writer` is its descriptor for the process; call `close_writer` once it has it."""

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def close_writer(self) -> None:
        os.close(self.writer)

    def finish(self) -> str:
        """The text, with a mark where the middle was dropped; waits two seconds at most for those who still write."""
        self._thread.join(2.0)
        self._stopped.set()
        self._thread.join()
        os.close(self._reader)
        text = self._head.decode("utf-8", "replace")
        dropped = self._total - len(self._head) - len(self._tail)
        if dropped > 0:
            text += f"\n… ({dropped} bytes dropped) …\n"
        return text + self._tail.decode("utf-8", "replace")

    def _drain(self) -> None:
        while not self._stopped.is_set():
            if not select.select([self._reader], [], [], 0.05)[0]:
                continue
            data = os.read(self._reader, 1 << 16)
            if not data:
                return
            self._total += len(data)
            room = _HEAD_BYTES - len(self._head)
            self._head += data[:room]
            self._tail += data[room:]
            if len(self._tail) > 2 * _TAIL_BYTES:
                del self._tail[:-_TAIL_BYTES]
