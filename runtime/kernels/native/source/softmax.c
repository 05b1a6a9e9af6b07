/* Probabilities of rows of scores. Sums are kept in double, as Torch keeps them. */
#include "rows.h"
#include "scores.h"
#include "team.h"

/* out = exp(x - most); its sum is the result. */
static double exponentials(const float *x, float *out, long count, float most) {
    double lanes[LANES] = {0};
    long i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        float e[BLOCK]; /* x may be `out` */
        for (int k = 0; k < BLOCK; k++) e[k] = vector_exp(x[i + k] - most);
        for (int k = 0; k < BLOCK; k++) out[i + k] = e[k];
        for (int k = 0; k < LANES; k++) lanes[k] += (e[k] + e[k + LANES]) + (e[k + 2 * LANES] + e[k + 3 * LANES]);
    }
    for (long size; i < count; i += size) {
        float e[LANES];
        size = count - i < LANES ? count - i : LANES;
        take_last(e, x, i, i + size, -INFINITY);
        for (int k = 0; k < LANES; k++) e[k] = vector_exp(e[k] - most);
        for (int k = 0; k < LANES; k++) lanes[k] += e[k];
        memcpy(out + i, e, size * sizeof *out);
    }
    return sum_of(lanes);
}

static void forward(const float *x, const float *none, float *out, long count) {
    (void)none;
    const float factor = (float)(1 / exponentials(x, out, count, largest_of(x, count)));
    for (long i = 0; i < count; i++) out[i] *= factor;
}

static void backward(const float *y, const float *g, float *out, long count) {
    double lanes[LANES] = {0};
    long i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int k = 0; k < LANES; k++) lanes[k] += (double)y[i + k] * g[i + k];
    for (int k = 0; i < count; i++, k++) lanes[k] += (double)y[i] * g[i];
    const float common = (float)sum_of(lanes);
    for (i = 0; i < count; i++) out[i] = y[i] * (g[i] - common);
}

EXPORT int softmax(const struct rows *rows, int threads) {
    return rows_run(rows, forward, threads);
}

/* a: what came out, b: its gradient. */
EXPORT int softmax_gradient(const struct rows *rows, int threads) {
    return rows_run(rows, backward, threads);
}
