/* Logarithms of probabilities of rows of scores. Sums are kept in double, as Torch keeps them. */
#include "log_softmax.h"

#include "team.h"
#include "vector.h"

#include <math.h>

struct log_softmax {
    const float *x;
    float *out;
    long rows, count;
};

static float largest(const float *x, long count) {
    float lanes[4 * LANES], most = -INFINITY;
    long i = 0;
    for (int k = 0; k < 4 * LANES; k++) lanes[k] = -INFINITY;
    for (; i + 4 * LANES <= count; i += 4 * LANES)
        for (int k = 0; k < 4 * LANES; k++) lanes[k] = x[i + k] > lanes[k] ? x[i + k] : lanes[k];
    for (; i < count; i++) most = x[i] > most ? x[i] : most;
    for (int k = 0; k < 4 * LANES; k++) most = lanes[k] > most ? lanes[k] : most;
    return most;
}

static double sum_of_exponentials(const float *x, long count, float most) {
    double lanes[LANES] = {0}, sum = 0;
    long i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int k = 0; k < LANES; k++) lanes[k] += vector_exp(x[i + k] - most);
    for (; i < count; i++) sum += vector_exp(x[i] - most);
    for (int k = 0; k < LANES; k++) sum += lanes[k];
    return sum;
}

void log_softmax_row(const float *x, float *out, long count) {
    const float most = largest(x, count);
    const double total = most + log(sum_of_exponentials(x, count, most));
    const float high = (float)total, low = (float)(total - high); /* as good as a subtraction in double */
    for (long i = 0; i < count; i++) out[i] = (x[i] - high) - low;
}

static void rows_of(void *data, int part, int parts) {
    const struct log_softmax *all = data;
    const long count = all->count, end = team_start(all->rows, part + 1, parts);
    for (long row = team_start(all->rows, part, parts); row < end; row++)
        log_softmax_row(all->x + row * count, all->out + row * count, count);
}

EXPORT void log_softmax(const float *x, float *out, long rows, long count, int threads) {
    struct log_softmax all = {x, out, rows, count};
    team_run(rows_of, &all, rows < threads ? (int)rows : threads);
}
