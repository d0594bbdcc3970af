"""What `spark-submit` is given: the program `unspool-spark` as a file."""

import sys

from unspool.spark import main

if __name__ == "__main__":
    sys.exit(main())
