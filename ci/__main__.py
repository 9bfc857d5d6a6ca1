"""Lets `python -I path/to/ci` start the package: isolated mode keeps the repository from shadowing our modules."""

import sys

from testwright_ci.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
