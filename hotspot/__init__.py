"""Rank the micro-areas of a city by recorded crime, with honest uncertainty."""

import os

__version__ = "0.1.0"

# GDAL opens some formats by following what is written in them to other files, pipelines or hosts. None of
# them is an input here, and the switch works only before GDAL is first imported.
os.environ.setdefault(
    "GDAL_SKIP",
    "VRT OGR_VRT GTI GDALG HTTP WMS WMTS WCS WFS OAPIF CSW STACTA STACIT DERIVED EEDA EEDAI NGW PLSCENES "
    "AmigoCloud PDF",
)
