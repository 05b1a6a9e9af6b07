/* Logarithms of probabilities of rows of scores. Sums are kept in double, as Torch keeps them. */
#include "log_softmax.h"

#include "rows.h"
#include "scores.h"
#include "team.h"

/* Where the first block with this number begins; behind all blocks if it is in none. */
static long block_with(const float *x, long count, float number) {
    long i = 0;
    for (int found = 0; i + BLOCK <= count; i += BLOCK) {
        for (int k = 0; k < BLOCK; k++) found |= x[i + k] == number;
        if (found) break;
    }
    return i;
}

/* A sum of exponentials, and of ones apart: added to them the others would lose the digits that a sure class needs. */
struct sum {
    double lanes[LANES], ones[LANES];
};

static inline void add_each(struct sum *restrict sum, const float *restrict x, float most) {
    for (int k = 0; k < LANES; k++) {
        const float rest = x[k] - most, one = rest == 0.0f ? 1.0f : 0.0f;
        sum->lanes[k] += vector_exp_below(rest) - one; /* exp(0) is 1, exactly */
        sum->ones[k] += one;
    }
}

/* Four at a time are added as floats. */
static inline void add_block(struct sum *restrict sum, const float *restrict x, float most) {
    for (int k = 0; k < LANES; k++) {
        const float *at = x + k;
        const float one = vector_exp_below(at[0] - most) + vector_exp_below(at[LANES] - most);
        const float other = vector_exp_below(at[2 * LANES] - most) + vector_exp_below(at[3 * LANES] - most);
        sum->lanes[k] += one + other;
    }
}

/* log(sum(exp(x[i] - most))), of a sum that is 1 at least. */
static double log_sum(const float *x, long count, float most) {
    const long exact = block_with(x, count, most);
    struct sum sum = {{0}, {0}};
    long i = 0;
    for (; i + BLOCK <= count; i += BLOCK) {
        if (i != exact) {
            add_block(&sum, x + i, most);
            continue;
        }
        for (int k = 0; k < BLOCK; k += LANES) add_each(&sum, x + i + k, most);
    }
    for (; i + LANES <= count; i += LANES) add_each(&sum, x + i, most);
    if (i < count) {
        float last[LANES];
        take_last(last, x, i, count, -INFINITY);
        add_each(&sum, last, most);
    }
    return log1p((sum_of(sum.ones) - 1) + sum_of(sum.lanes));
}

void log_softmax_row(const float *x, float *out, long count) {
    const float most = largest_of(x, count);
    const double total = most + log_sum(x, count, most);
    const float high = (float)total, low = (float)(total - high); /* as good as a subtraction in double */
    for (long i = 0; i < count; i++) out[i] = (x[i] - high) - low;
}

void log_softmax_gradient_row(const float *y, const float *g, float *out, long count) {
    double lanes[LANES] = {0};
    long i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int k = 0; k < LANES; k++) lanes[k] += g[i + k];
    for (int k = 0; i < count; i++, k++) lanes[k] += g[i];
    const float total = (float)sum_of(lanes);
    for (i = 0; i < count; i++) out[i] = g[i] - vector_exp(y[i]) * total;
}

static void forward(const float *x, const float *none, float *out, long count) {
    (void)none;
    log_softmax_row(x, out, count);
}

EXPORT int log_softmax(const struct rows *rows, int threads) {
    return rows_run(rows, forward, threads);
}

/* a: what came out, b: its gradient. */
EXPORT int log_softmax_gradient(const struct rows *rows, int threads) {
    return rows_run(rows, log_softmax_gradient_row, threads);
}
