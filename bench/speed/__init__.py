"""The speed of Hotspot beside that of other packages: same question, same answer, in turn."""
