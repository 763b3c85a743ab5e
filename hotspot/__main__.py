"""`python -m hotspot` does what `hotspot` does."""

from hotspot.cli import main

if __name__ == "__main__":
    main()
