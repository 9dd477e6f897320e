"""`python -m atelier_runtime`: a driver writes `load` to stdin, then requests."""

import sys

from atelier_runtime.main import main

sys.exit(main())
