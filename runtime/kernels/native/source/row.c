#include "row.h"

#include "log_softmax.h"
#include "stream.h"
#include "vector.h"

#include <string.h>

/* One loop for each function, so that each becomes vectors. */
#define EACH(expression) \
    for (long i = 0; i < count; i++) out[i] = (expression)

#define BLOCK 64

/* Adds the sums of some columns to `out`; the sums stay in registers if `width` is known to the compiler. */
static inline void sum_columns(const struct step *step, long first, long width) {
    float sums[BLOCK] = {0};
    for (long row = 0; row < step->rows; row++) {
        const float *a = step->a + row * step->a_step + first;
        for (long i = 0; i < width; i++) sums[i] += a[i];
    }
    for (long i = 0; i < width; i++) step->out[first + i] += sums[i];
}

static void sum_rows(const struct step *step) {
    long first = 0;
    for (; first + BLOCK <= step->count; first += BLOCK) sum_columns(step, first, BLOCK);
    if (first < step->count) sum_columns(step, first, step->count - first);
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
    case LOG_SOFTMAX_GRADIENT: log_softmax_gradient_row(a, b, out, count); break;
    case STREAM: stream_floats(a, out, count); break;
    case SUM_ROWS: sum_rows(step); break;
    }
}
