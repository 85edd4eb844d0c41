import pathlib
import sys

# The browsers and the demo of the floods, which are as many and as small as those of a day.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "attack"))

from command_line import main  # noqa: E402

sys.exit(main())
