/* What is done with the rows of matrices of floats. */
#ifndef LUABRIDGE_ROW_H
#define LUABRIDGE_ROW_H

#include <stdint.h>

/* A function of a row of a (and b) into a row of `out`. program.py knows these numbers, and the fields of a step. */
enum {
    COPY,
    ADD,
    MULTIPLY,
    SIGMOID,
    TANH,
    SIGMOID_GRADIENT,
    TANH_GRADIENT,
    LOG_SOFTMAX,
    LOG_SOFTMAX_GRADIENT,
    STREAM,   /* copies past the cache */
    SUM_ROWS, /* adds all rows to `out`, at once */
};

struct step {
    int64_t code, rows, count;
    const float *a;
    int64_t a_step; /* elements from one row to the next */
    const float *b;
    int64_t b_step;
    float *out;
    int64_t out_step;
    int64_t group;    /* of the first step of a group: how many steps it has, */
    int64_t together; /* and how many rows go through all of them together */
};

void row_do(const struct step *step, long row);

#endif
