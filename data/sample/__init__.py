"""The parts of the invented sample city: its plan, ground, addresses, incidents, defects and places."""
