#include "row.h"

#include "log_softmax.h"
#include "vector.h"

#include <string.h>

/* One loop for each function, so that each becomes vectors. */
#define EACH(expression) \
    for (long i = 0; i < count; i++) out[i] = (expression)

static void log_softmax_gradient(const float *y, const float *g, float *out, long count) {
    double sum = 0;
    for (long i = 0; i < count; i++) sum += g[i];
    const float total = (float)sum;
    EACH(g[i] - vector_exp(y[i]) * total);
}

void row_do(const struct step *step, long row) {
    const long count = step->count;
    const float *a = step->a + row * step->a_step, *b = step->b + row * step->b_step;
    float *out = step->out + row * step->out_step;
    switch (step->code) {
    case COPY: memmove(out, a, count * sizeof *out); break;
    case ADD: EACH(a[i] + b[i]); break;
    case MULTIPLY: EACH(a[i] * b[i]); break;
    case SIGMOID: EACH(vector_sigmoid(a[i])); break;
    case TANH: EACH(vector_tanh(a[i])); break;
    case SIGMOID_GRADIENT: EACH(b[i] * ((1.0f - a[i]) * a[i])); break;
    case TANH_GRADIENT: EACH(b[i] * (1.0f - a[i] * a[i])); break;
    case LOG_SOFTMAX: log_softmax_row(a, out, count); break;
    case LOG_SOFTMAX_GRADIENT: log_softmax_gradient(a, b, out, count); break;
    }
}

#define BLOCK 64

void row_sum(const struct step *step, long start, long stop) {
    for (long first = start; first < stop; first += BLOCK) {
        const long width = stop - first < BLOCK ? stop - first : BLOCK;
        float sums[BLOCK] = {0};
        for (long row = 0; row < step->rows; row++) {
            const float *a = step->a + row * step->a_step + first;
            for (long i = 0; i < width; i++) sums[i] += a[i];
        }
        for (long i = 0; i < width; i++) step->out[first + i] += sums[i];
    }
}
