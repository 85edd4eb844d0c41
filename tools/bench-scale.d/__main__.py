import pathlib
import sys

# The stage, the loads and the figures of tools/bench.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "bench.d"))

from scale import main  # noqa: E402

sys.exit(main())
