"""Compile the inner loops; everything else about the package stands in pyproject.toml.

A loop that cannot be compiled is left out: its twin in NumPy does the work, only slower.
"""

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

LIMITED = ("Py_LIMITED_API", "0x030B0000")  # one wheel for all Pythons from 3.11

loops = [
    Extension(
        f"hotspot.compiled.{source.stem}",
        [source.as_posix()],
        include_dirs=["hotspot/compiled"],
        depends=sorted(path.as_posix() for path in Path("hotspot/compiled").glob("*.h")),
        optional=True,
        py_limited_api=True,
        define_macros=[LIMITED],
        extra_compile_args=[
            "-O3",
            "-g0",
            "-ffp-contract=off",
        ],  # fused multiply-adds would change last digits
    )
    for source in sorted(Path("hotspot/compiled").glob("*.pyx"))
]
directives = {"language_level": 3, "boundscheck": False, "wraparound": False, "cdivision": True}
setup(
    ext_modules=cythonize(loops, build_dir="build/loops", compiler_directives=directives),
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
