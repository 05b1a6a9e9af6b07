/* How functions of rows of matrices are called, and done for all rows. */
#ifndef LUABRIDGE_ROWS_H
#define LUABRIDGE_ROWS_H

#include <stdint.h>

/* Arguments, known to calls.py, too. Rows lie one after the other. */
struct rows {
    const void *a, *b;
    void *out;
    int64_t count, width; /* rows, and elements of one (for `gather` bytes) */
    int64_t limit;        /* of the numbers in b, for `gather` */
};

/* Does something with one row; without b that is NULL. */
typedef void (*row_work)(const float *a, const float *b, float *out, long width);

/* Does the work with every row, on so many threads. Gives 0. */
int rows_run(const struct rows *rows, row_work work, int threads);

#endif
