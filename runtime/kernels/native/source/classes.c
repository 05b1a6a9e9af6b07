/* Elements of rows by the numbers, from 1, of their classes. */
#include "rows.h"
#include "team.h"

#include <string.h>

/* The types of numbers, known to classes.py, too. */
enum { INT64, FLOAT32, FLOAT64 };

/* The place of class i in its row, or -1 if it is none of 1..width. */
static int64_t place_of(const struct rows *all, int64_t i) {
    double number;
    switch (all->limit) {
    case INT64: {
        const int64_t place = ((const int64_t *)all->b)[i] - 1;
        return (uint64_t)place < (uint64_t)all->width ? place : -1;
    }
    case FLOAT32: number = ((const float *)all->b)[i]; break;
    default: number = ((const double *)all->b)[i];
    }
    return number >= 1 && number < (double)all->width + 1 ? (int64_t)number - 1 : -1;
}

/* out[0], a double: the sum of a[i, b[i]]. Gives 1, and nothing is done, if some b[i] is none of 1..width. */
EXPORT int sum_of_classes(const struct rows *all, int threads) {
    const float *a = all->a;
    double sum = 0;
    (void)threads;
    for (int64_t i = 0; i < all->count; i++) {
        const int64_t place = place_of(all, i);
        if (place < 0) return 1;
        sum += a[i * all->width + place];
    }
    *(double *)all->out = sum;
    return 0;
}

/* out[i, b[i]] = a[0], elsewhere 0. Gives 1, and `out` holds anything, if some b[i] is none of 1..width. */
EXPORT int put_at_classes(const struct rows *all, int threads) {
    float *out = all->out;
    (void)threads;
    memset(out, 0, all->count * all->width * sizeof *out);
    for (int64_t i = 0; i < all->count; i++) {
        const int64_t place = place_of(all, i);
        if (place < 0) return 1;
        out[i * all->width + place] = *(const float *)all->a;
    }
    return 0;
}
