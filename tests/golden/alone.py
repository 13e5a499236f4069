"""What measuring needs to run without the test harness; imported before anything of the shop."""

import os
import tempfile

if "EMALL_DATA" not in os.environ:
    os.environ["EMALL_DATA"] = tempfile.mkdtemp(prefix="emall-golden-")
os.environ.setdefault("EMALL_SECRET", "a secret for measuring and for nothing else")
