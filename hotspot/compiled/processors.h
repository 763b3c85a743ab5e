/* One copy of a loop for each kind of processor, the widest being chosen when the module is loaded.

   All copies give the same bits, on all machines: no two operations are fused (-ffp-contract=off in setup.py), and
   a sum has one order, as loops with this mark add up each cell for itself. Where the compiler or the system cannot
   choose, there is one copy for all. */

#ifndef PROCESSORS_H
#define PROCESSORS_H

#include <stdint.h>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-trapping-math", "no-math-errno") /* else no loop with a choice is vectorised */
#endif
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#define INLINE static inline __attribute__((always_inline))
#else
#define FOR_EACH_PROCESSOR
#define INLINE static inline
#endif
#if defined(__GNUC__) && !defined(__clang__)
#define KEPT_WHOLE _Pragma("GCC unroll 1")
#else
#define KEPT_WHOLE
#endif
#if defined(_MSC_VER)
#define RESTRICT __restrict
#else
#define RESTRICT restrict
#endif

#endif
