/* The heights of hills, row by row of the grid: the innermost loops of `kernel_sums.pyx`, which calls them.

   Eight cells are done at a time, also those beyond the rim of a hill, where it is 0 high; whoever calls leaves
   room for them. */

#ifndef HILLS_H
#define HILLS_H

#include <math.h>

#include "processors.h"

#define AT_ONCE 8 /* cells */

enum { QUARTIC, EPANECHNIKOV, TRIANGULAR, UNIFORM, GAUSSIAN };

typedef struct {
    double per_m;  /* 1 / bandwidth; 1 for the uniform kernel, whose rim must not be rounded */
    double reach2; /* where a hill ends, as a squared distance in these units */
    int kernel;
    int64_t margin;               /* rows and columns that a hill reaches beyond its own */
    const int64_t *start, *count; /* first of these columns in each of its rows, and how many are done there */
    const double *eastings;       /* of the columns' middles, from `margin` west of the grid on */
    const double *northings;      /* of the rows' middles, from `margin` north of the grid on */
} Grid;

typedef struct {
    const double *places; /* easting, northing of each */
    const int64_t *row, *column;
    int64_t first, stop;
} Sites;

INLINE double square(double t) { return t * t; }

INLINE double positive(double t) { return t > 0.0 ? t : 0.0; }

/* Height of a hill, 1 at its peak, where (distance / bandwidth)^2 is u2; as in `hotspot.measure.kernel`. */
INLINE double quartic(double u2) { return square(positive(1.0 - u2)); }

INLINE double epanechnikov(double u2) { return positive(1.0 - u2); }

INLINE double triangular(double u2) { return positive(1.0 - sqrt(u2)); }

INLINE int64_t whole(int64_t cells) { return (cells + AT_ONCE - 1) / AT_ONCE * AT_ONCE; }

/* Return how many columns are measured: those of a hill, and what is done with them. */
INLINE int64_t room(const Grid *grid) { return whole(2 * grid->margin + AT_ONCE); }

/* Measure how far from the site these middles of columns or rows are, squared: the same for all it meets. */
INLINE void measure(double *RESTRICT apart2, double at, const double *RESTRICT middles, const Grid *grid) {
    const int64_t count = room(grid) & -AT_ONCE;
    const double per_m = grid->per_m;
    for (int64_t i = 0; i < count; i++)
        apart2[i] = square((middles[i] - at) * per_m);
}

/* Measure both; for the Gaussian also the heights straight east of the site. */
INLINE void measure_both(double *RESTRICT east2, double *RESTRICT north2, double *RESTRICT bells,
                         const double *site, const Grid *grid, int64_t row, int64_t column, int kernel) {
    measure(east2, site[0], grid->eastings + column, grid);
    measure(north2, site[1], grid->northings + row, grid);
    if (kernel == GAUSSIAN)
        for (int64_t i = 0; i < room(grid); i++)
            bells[i] = exp(-0.5 * east2[i]);
}

/* Add to each cell of a row the `height`, given its number `i`, `times` a factor. */
#define ADD(times, height)                  \
    for (i = 0; i < (count & -AT_ONCE); i++) \
        to[i] += (times) * (height)

/* Add the heights of a hill in one row; `count` is a multiple of AT_ONCE. */
#define ADD_ROW(times)                                                                       \
    do {                                                                                     \
        int64_t i;                                                                           \
        double bell;                                                                         \
        switch (kernel) {                                                                    \
        case QUARTIC: ADD(times, quartic(north2 + east2[i])); break;                         \
        case EPANECHNIKOV: ADD(times, epanechnikov(north2 + east2[i])); break;               \
        case TRIANGULAR: ADD(times, triangular(north2 + east2[i])); break;                   \
        case UNIFORM: ADD(times, north2 + east2[i] <= most ? 1.0 : 0.0); break;              \
        default:                                                                             \
            bell = exp(-0.5 * north2);                                                       \
            ADD(times, north2 + east2[i] <= most ? bell * bells[i] : 0.0);                   \
        }                                                                                    \
    } while (0)

INLINE void add_shared(double *RESTRICT to, double share, const double *RESTRICT east2,
                       const double *RESTRICT bells, double north2, double most, int64_t count,
                       int kernel) {
    ADD_ROW(share);
}

INLINE void add_on_ground(double *RESTRICT to, const double *RESTRICT ground, const double *RESTRICT east2,
                          const double *RESTRICT bells, double north2, double most, int64_t count,
                       int kernel) {
    ADD_ROW(ground[i]);
}

INLINE void add_all(const Grid *grid, const Sites *sites, const double *share, int64_t surfaces, double *summed,
                    int64_t width, int64_t low, int64_t high, double *scratch, int kernel) {
    const int64_t margin = grid->margin, rows = 2 * margin + 1;
    double *east2 = scratch, *north2 = scratch + room(grid), *bells = scratch + 2 * room(grid);
    for (int64_t s = sites->first; s < sites->stop; s++) {
        const int64_t top = sites->row[s] - margin, column = sites->column[s];
        const int64_t first = top > low ? 0 : low - top, last = top + rows < high ? rows : high - top;
        measure_both(east2, north2, bells, sites->places + 2 * s, grid, sites->row[s], column, kernel);
        for (int64_t k = 0; k < surfaces; k++) {
            const double times = share[s * surfaces + k];
            double *cells = summed + (k * (high - low) + top - low) * width + column;
            for (int64_t r = first; r < last; r++) {
                const int64_t from = grid->start[r];
                add_shared(cells + r * width + from, times, east2 + from, bells + from, north2[r], grid->reach2,
                           grid->count[r], kernel);
            }
        }
    }
}

INLINE void weigh_all(const Grid *grid, const Sites *sites, const double *ground, int64_t height, int64_t width,
                      double *mass, double *scratch, int kernel) {
    const int64_t margin = grid->margin, rows = 2 * margin + 1, columns = room(grid);
    double *east2 = scratch, *north2 = east2 + columns, *bells = north2 + columns, *added = bells + columns;
    for (int64_t s = sites->first; s < sites->stop; s++) {
        const int64_t top = sites->row[s] - margin, column = sites->column[s];
        const int64_t first = top > 0 ? 0 : -top, last = top + rows < height ? rows : height - top;
        double total = 0.0;
        measure_both(east2, north2, bells, sites->places + 2 * s, grid, sites->row[s], column, kernel);
        for (int64_t i = 0; i < columns; i++)
            added[i] = 0.0;
        for (int64_t r = first; r < last; r++) {
            const int64_t from = grid->start[r];
            add_on_ground(added + from, ground + (top + r) * width + column + from, east2 + from, bells + from,
                          north2[r], grid->reach2, grid->count[r], kernel);
        }
        for (int64_t i = 0; i <= 2 * margin; i++)
            total += added[i];
        mass[s] = total;
    }
}

/* One loop for each kernel: what is known when it is compiled need not be asked in each row. */
#define BY_KERNEL(work, ...)                                                    \
    switch (grid->kernel) {                                                     \
    case QUARTIC: work(__VA_ARGS__, QUARTIC); break;                            \
    case EPANECHNIKOV: work(__VA_ARGS__, EPANECHNIKOV); break;                  \
    case TRIANGULAR: work(__VA_ARGS__, TRIANGULAR); break;                      \
    case UNIFORM: work(__VA_ARGS__, UNIFORM); break;                            \
    default: work(__VA_ARGS__, GAUSSIAN);                                       \
    }

/* Add the hills of the sites times their share (site, surfaces) to the rows from low to high of all surfaces.
   A row of these has `width` cells, the first being `margin` west of the grid. `scratch` is three
   times as many numbers as there is `room` for. */
FOR_EACH_PROCESSOR
static void add_hills(const Grid *grid, const Sites *sites, const double *share, int64_t surfaces,
                      double *summed, int64_t width, int64_t low, int64_t high, double *scratch) {
    BY_KERNEL(add_all, grid, sites, share, surfaces, summed, width, low, high, scratch)
}

/* Write the sum of heights times ground of each site into `mass`. The ground has `height` rows of `width` cells,
   the first being `margin` west of the grid. `scratch` is four times
   as many numbers as there is `room` for. */
FOR_EACH_PROCESSOR
static void weigh_hills(const Grid *grid, const Sites *sites, const double *ground, int64_t height,
                        int64_t width, double *mass, double *scratch) {
    BY_KERNEL(weigh_all, grid, sites, ground, height, width, mass, scratch)
}

#endif
