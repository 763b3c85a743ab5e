"""Rank the micro-areas of a city by recorded crime, with honest uncertainty."""

import os

__version__ = "0.1.0"

# GDAL opens some formats by following what is written in them to other files, pipelines or hosts. None of
# them is an input here, and the switch works only before GDAL is first imported.
os.environ["GDAL_SKIP"] = " ".join(
    (
        os.environ.get("GDAL_SKIP", ""),
        "VRT OGR_VRT GTI GDALG HTTP WMS WMTS WCS WFS OAPIF OGCAPI CSW STACTA STACIT DERIVED EEDA EEDAI NGW",
        "PLSCENES PLMOSAIC AmigoCloud Carto Elasticsearch ADBC DAAS GPSBabel PDF",
    )
).strip()
# What GDAL cannot do reaches us as an error, and is said in our words; it would print its own besides.
os.environ.setdefault("CPL_LOG", os.devnull)
