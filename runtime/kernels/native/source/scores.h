/* What functions of rows of scores share. */
#ifndef LUABRIDGE_SCORES_H
#define LUABRIDGE_SCORES_H

#include "vector.h"

#include <math.h>

#define BLOCK (4 * LANES)

/* The last elements of a row, x[i] to x[count - 1], fewer than LANES of them, and something else. */
static inline void take_last(float *last, const float *x, long i, long count, float filling) {
    for (int k = 0; k < LANES; k++) last[k] = filling;
    for (int k = 0; i + k < count; k++) last[k] = x[i + k];
}

static inline void larger_of(float *restrict a, const float *restrict b, int size) {
    for (int k = 0; k < size; k++) a[k] = b[k] > a[k] ? b[k] : a[k]; /* NaN is not */
}

/* The largest number; -infinity of none. */
static inline float largest_of(const float *x, long count) {
    float lanes[BLOCK], most = -INFINITY;
    long i = 0;
    for (int k = 0; k < BLOCK; k++) lanes[k] = -INFINITY;
    for (; i + BLOCK <= count; i += BLOCK) larger_of(lanes, x + i, BLOCK);
    for (; i + LANES <= count; i += LANES) larger_of(lanes, x + i, LANES);
    for (; i < count; i++) most = x[i] > most ? x[i] : most;
    larger_of(lanes, lanes + BLOCK / 2, BLOCK / 2);
    larger_of(lanes, lanes + BLOCK / 4, BLOCK / 4);
    for (int k = 0; k < BLOCK / 4; k++) most = lanes[k] > most ? lanes[k] : most;
    return most;
}

static inline double sum_of(double *lanes) {
    for (int k = 0; k < LANES / 2; k++) lanes[k] += lanes[k + LANES / 2];
    for (int k = 0; k < LANES / 4; k++) lanes[k] += lanes[k + LANES / 4];
    double sum = 0;
    for (int k = 0; k < LANES / 4; k++) sum += lanes[k];
    return sum;
}

#endif
