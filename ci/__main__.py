"""Lets `python -I path/to/ci` start the package.

Isolated mode keeps the repository and PYTHONPATH from shadowing our modules.
"""

import signal
import sys

from testwright_ci.__main__ import main

if __name__ == "__main__":
    # A cancelled job still ends its test processes and puts the checkout back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
