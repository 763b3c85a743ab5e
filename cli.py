"""The door at the top of the project: `python cli.py rank` does what `hotspot rank` does."""

from hotspot.cli import main

if __name__ == "__main__":
    main()
