/* The heights of hills, one step of columns after the other: the innermost loops of `kernel_sums.pyx`, which calls
   them.

   A step is eight columns wide, also where it reaches beyond the rim of a hill, which is 0 high there; whoever
   calls leaves room for it. */

#ifndef HILLS_H
#define HILLS_H

#include <math.h>

#include "processors.h"

#define AT_ONCE 8 /* columns */

enum { QUARTIC, EPANECHNIKOV, TRIANGULAR, UNIFORM, GAUSSIAN };

typedef struct {
    double per_m;  /* 1 / bandwidth; 1 for the uniform kernel, whose rim must not be rounded */
    double reach2; /* where a hill ends, as a squared distance in these units */
    int kernel;
    int64_t margin;          /* rows and columns that a hill reaches beyond its own */
    int64_t steps;           /* of AT_ONCE columns that a hill has, from the westmost that it reaches */
    const int64_t *reach;    /* rows that it reaches beyond its own in each of these steps */
    const double *eastings;  /* of the columns' middles, from `margin` west of the grid on */
    const double *northings; /* of the rows' middles, from `margin` north of the grid on */
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

INLINE double within(double most, double u2, double height) { return u2 <= most ? height : 0.0; }

INLINE int64_t larger(int64_t one, int64_t other) { return one > other ? one : other; }

INLINE int64_t smaller(int64_t one, int64_t other) { return one < other ? one : other; }

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

/* Measure both; for the Gaussian also the heights straight east and north of the site. */
INLINE void measure_both(double *RESTRICT east2, double *RESTRICT north2, double *RESTRICT bells,
                         double *RESTRICT north_bells, const double *site, const Grid *grid, int64_t row,
                         int64_t column, int kernel) {
    measure(east2, site[0], grid->eastings + column, grid);
    measure(north2, site[1], grid->northings + row, grid);
    if (kernel == GAUSSIAN)
        for (int64_t i = 0; i < room(grid); i++)
            bells[i] = exp(-0.5 * east2[i]), north_bells[i] = exp(-0.5 * north2[i]);
}

/* Go down the rows of a step of columns: what belongs to the columns stays in the processor meanwhile. The loop over
   columns must not be unrolled, or it is not done at once. */
#define EACH(work, height)                 \
    for (int64_t r = first; r < last; r++) \
        KEPT_WHOLE                         \
        for (int i = 0; i < AT_ONCE; i++)  \
            work(height)

#define EACH_HEIGHT(work)                                                                            \
    switch (kernel) {                                                                                \
    case QUARTIC: EACH(work, quartic(north2[r] + east2[i])); break;                                  \
    case EPANECHNIKOV: EACH(work, epanechnikov(north2[r] + east2[i])); break;                        \
    case TRIANGULAR: EACH(work, triangular(north2[r] + east2[i])); break;                            \
    case UNIFORM: EACH(work, within(most, north2[r] + east2[i], 1.0)); break;                        \
    default: EACH(work, within(most, north2[r] + east2[i], north_bells[r] * bells[i]));              \
    }

#define ADD(height) to[r * width + i] += times * (height)
#define WEIGH(height) sum[i] += ground[r * width + i] * (height)

INLINE void add_columns(double *RESTRICT to, int64_t width, double times, const double *RESTRICT east2,
                        const double *RESTRICT north2, const double *RESTRICT bells,
                        const double *RESTRICT north_bells, int64_t first, int64_t last, double most, int kernel) {
    EACH_HEIGHT(ADD)
}

INLINE void weigh_columns(double *RESTRICT added, const double *RESTRICT ground, int64_t width,
                          const double *RESTRICT east2, const double *RESTRICT north2,
                          const double *RESTRICT bells, const double *RESTRICT north_bells, int64_t first,
                          int64_t last, double most, int kernel) {
    double sum[AT_ONCE] = {0};
    EACH_HEIGHT(WEIGH)
    for (int i = 0; i < AT_ONCE; i++)
        added[i] = sum[i];
}

INLINE void add_all(const Grid *grid, const Sites *sites, const double *share, int64_t surfaces, double *summed,
                    int64_t width, int64_t low, int64_t high, double *scratch, int kernel) {
    const int64_t margin = grid->margin, columns = room(grid);
    double *east2 = scratch, *north2 = east2 + columns, *bells = north2 + columns, *north_bells = bells + columns;
    for (int64_t s = sites->first; s < sites->stop; s++) {
        const int64_t top = sites->row[s] - margin, column = sites->column[s];
        measure_both(east2, north2, bells, north_bells, sites->places + 2 * s, grid, sites->row[s], column, kernel);
        for (int64_t k = 0; k < surfaces; k++) {
            double *cells = summed + (k * (high - low) + top - low) * width + column;
            for (int64_t i = 0; i < grid->steps; i++) {
                const int64_t first = larger(margin - grid->reach[i], low - top);
                const int64_t last = smaller(margin + grid->reach[i] + 1, high - top);
                add_columns(cells + i * AT_ONCE, width, share[s * surfaces + k], east2 + i * AT_ONCE, north2,
                            bells + i * AT_ONCE, north_bells, first, last, grid->reach2, kernel);
            }
        }
    }
}

INLINE void weigh_all(const Grid *grid, const Sites *sites, const double *ground, int64_t height, int64_t width,
                      double *mass, double *scratch, int kernel) {
    const int64_t margin = grid->margin, columns = room(grid);
    double *east2 = scratch, *north2 = east2 + columns, *bells = north2 + columns, *north_bells = bells + columns;
    double *added = north_bells + columns;
    for (int64_t s = sites->first; s < sites->stop; s++) {
        const int64_t top = sites->row[s] - margin, column = sites->column[s];
        double total = 0.0;
        measure_both(east2, north2, bells, north_bells, sites->places + 2 * s, grid, sites->row[s], column, kernel);
        for (int64_t i = 0; i < grid->steps; i++) {
            const int64_t first = larger(margin - grid->reach[i], -top);
            const int64_t last = smaller(margin + grid->reach[i] + 1, height - top);
            weigh_columns(added + i * AT_ONCE, ground + top * width + column + i * AT_ONCE, width,
                          east2 + i * AT_ONCE, north2, bells + i * AT_ONCE, north_bells, first, last, grid->reach2,
                          kernel);
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
   A row of these has `width` cells, the first being `margin` west of the grid. `scratch` is four
   times as many numbers as there is `room` for. */
FOR_EACH_PROCESSOR
static void add_hills(const Grid *grid, const Sites *sites, const double *share, int64_t surfaces,
                      double *summed, int64_t width, int64_t low, int64_t high, double *scratch) {
    BY_KERNEL(add_all, grid, sites, share, surfaces, summed, width, low, high, scratch)
}

/* Write the sum of heights times ground of each site into `mass`. The ground has `height` rows of `width` cells,
   the first being `margin` west of the grid. `scratch` is five times
   as many numbers as there is `room` for. */
FOR_EACH_PROCESSOR
static void weigh_hills(const Grid *grid, const Sites *sites, const double *ground, int64_t height,
                        int64_t width, double *mass, double *scratch) {
    BY_KERNEL(weigh_all, grid, sites, ground, height, width, mass, scratch)
}

#endif
