"""The best circle of many simulated cities at once: circles grow from each area, cities side by side."""

import numpy as np

from libc.math cimport fmax, log, sqrt
from libc.stdint cimport int64_t


cdef bint add(
    double *held, const double *added, const double *least, Py_ssize_t cities, double expected, double scale
) noexcept nogil:
    """Add an area to the circle of each city; tell whether any excess times `scale` is above `least`."""
    cdef Py_ssize_t city
    cdef int64_t above = 0
    for city in range(cities):
        held[city] += added[city]
        above |= <int64_t>((held[city] - expected) * scale > least[city])
    return above != 0


cdef double log_likelihood_ratio(double observed, double expected, double total) noexcept nogil:
    """Return c ln(c / E) + (N - c) ln((N - c) / (N - E)), for c above E."""
    cdef double rest = total - observed
    cdef double outside = rest * log(rest / (total - expected)) if rest > 0 else 0.0
    return observed * log(observed / expected) + outside


def best_ratios(
    const int64_t[:, ::1] order,
    const double[:, ::1] due,
    const int64_t[::1] reach,
    const double[:, ::1] counts,
    double total,
):
    """Return the highest log-likelihood ratio of any circle in each city (s,), 0 where none has an excess.

    Around each area, `order` (n, k) are the areas by distance, `due` (n, k) what is expected up to each of
    them, and `reach` (n,) how many of them a circle may hold. `counts` (n, s) are the incidents of each area
    in each city, `total` those of a whole city. Logarithms are taken only where the root of
    (c - E)^2 / E * N / (N - E), which is never below the ratio, can still win.
    """
    cdef Py_ssize_t cities = counts.shape[1], centre, ring, city
    cdef double expected, scale, ratio
    best_array = np.zeros(cities)
    cdef double[::1] best = best_array, least = np.zeros(cities), held = np.empty(cities)
    if cities == 0:
        return best_array
    with nogil:
        for centre in range(order.shape[0]):
            held[:] = 0.0
            for ring in range(reach[centre]):
                expected = due[centre, ring]
                scale = sqrt(total / (expected * fmax(total - expected, 1e-9)))
                if add(&held[0], &counts[order[centre, ring], 0], &least[0], cities, expected, scale):
                    for city in range(cities):
                        if (held[city] - expected) * scale > least[city]:
                            ratio = log_likelihood_ratio(held[city], expected, total)
                            if ratio > best[city]:
                                best[city] = ratio
                                least[city] = sqrt(ratio)
    return best_array
