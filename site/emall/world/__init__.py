"""The demo world: a believable Lishui with its nine counties, made deterministically from the lists in content/."""
